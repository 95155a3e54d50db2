/** Items whose files hold nothing: links that lead nowhere, files that the system refuses, empty files. */
import { stat } from 'node:fs/promises';
import type { DatasetItem } from '@miniseg/data';
import { CliError } from '../errors.js';
import { nameSome } from '../text/name-some.js';

export interface LeftOut {
  id: string;
  /** What is wrong with which file. */
  error: string;
}

/** Without the items of which the image or the mask holds nothing. @throws {CliError} when none is left */
export async function leaveOutVacant(
  items: readonly DatasetItem[],
): Promise<{ items: DatasetItem[]; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const kept: DatasetItem[] = [];
  for (const item of items) {
    const error = (await vacancyOf(item.image)) ?? (item.mask && (await vacancyOf(item.mask)));
    if (error) leftOut.push({ id: item.id, error });
    else kept.push(item);
  }
  const [first] = leftOut;
  if (kept.length === 0 && first) {
    throw new CliError('input', `'${first.id}' cannot be used: ${first.error}`);
  }
  return { items: kept, leftOut };
}

async function vacancyOf(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    return size === 0 ? `${file} is empty (0 bytes).` : undefined;
  } catch (cause) {
    return `Cannot read ${file}: ${(cause as Error).message}.`;
  }
}

/** Lines for the user; none where nothing was left out or not looked at. */
export function describeLeftOut(leftOut: readonly LeftOut[], ignored: readonly string[] = []): string[] {
  return [
    ...leftOut.map(({ id, error }) => `Left out: '${id}' cannot be used: ${error}`),
    ...(ignored.length > 0 ? [`Not looked at: ${nameSome(ignored)}`] : []),
  ];
}

/** At the end of a command that did its work without them. @throws {CliError} `input` where there are any */
export function failForLeftOut(leftOut: readonly LeftOut[], count: number): void {
  if (leftOut.length === 0) return;
  throw new CliError(
    'input',
    `${leftOut.length} of ${count} items could not be used and were left out: ${nameSome(leftOut.map(({ id }) => id))}. ` +
      'Mend or remove their files.',
  );
}
