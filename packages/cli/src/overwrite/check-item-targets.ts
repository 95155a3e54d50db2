/** Result files of commands that read a data set. */
import type { DatasetItem } from '@miniseg/data';
import { exists } from '../files/exists.js';
import { checkTargets } from './check-targets.js';

/**
 * As `checkTargets`, with the items' files as the inputs; those that are missing are somebody else's complaint.
 *
 * @throws CliError
 */
export async function checkItemTargets(
  targets: readonly string[],
  items: readonly DatasetItem[],
  { overwrite, others = [] }: { overwrite: boolean; others?: readonly (string | undefined)[] },
): Promise<void> {
  const inputs: string[] = [];
  for (const file of [...items.flatMap(({ image, mask }) => [image, mask]), ...others]) {
    if (file !== undefined && (await exists(file))) inputs.push(file);
  }
  await checkTargets(targets, { overwrite, inputs });
}
