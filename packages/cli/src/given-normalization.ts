/** The normalization that --mean and --std give, for every command that takes them. */
import type { Normalization } from '@miniseg/model';
import { CliError } from './errors.js';

/** @throws CliError when only one of the two is given. */
export function givenNormalization({ mean, std }: Partial<Normalization>): Normalization | undefined {
  if (mean !== undefined && std !== undefined) return { mean, std };
  if (mean === undefined && std === undefined) return undefined;
  throw new CliError('usage', '--mean and --std belong together; give both or neither.');
}
