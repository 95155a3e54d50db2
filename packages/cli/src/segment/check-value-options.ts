/** Options that say what is black and white need an input whose values have more than one meaning. */
import { isDeepPicture, type ScanInput } from '@miniseg/scan';
import { CliError } from '../errors.js';
import type { GreyRange } from '../volumes/grey-scale.js';

/** @throws {CliError} 'invalid-argument' where every input is a picture of 8 bits, whose grey is what the network sees. */
export async function checkValueOptions(
  inputs: readonly ScanInput[],
  { window, range }: { window?: GreyRange; range?: GreyRange },
): Promise<void> {
  if ((!window && !range) || inputs.length === 0) return;
  for (const input of inputs) if (!(await isPictureOfBytes(input))) return;
  throw new CliError(
    'invalid-argument',
    `--${window ? 'window' : 'range'} says which values are black and white, and has no effect on pictures of 8 bits, which the network sees as they are; leave it out.`,
  );
}

async function isPictureOfBytes({ kind, files: [file] }: ScanInput): Promise<boolean> {
  if (kind !== 'picture') return false;
  // What cannot be read is reported when it is its turn.
  return !isDeepPicture(await file.beginning(32).catch(() => new Uint8Array()));
}
