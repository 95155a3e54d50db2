/** Options that say what is black and white need an input whose values have more than one meaning. */
import type { ScanInput } from '@miniseg/scan';
import { CliError } from '../errors.js';
import type { GreyRange } from '../volumes/grey-scale.js';

/** Bit depth is byte 24 of a PNG (specification, 11.2.1). */
const BIT_DEPTH = 24;

/** @throws {CliError} 'usage' where every input is a picture of 8 bits, whose grey is what the network sees. */
export async function checkValueOptions(
  inputs: readonly ScanInput[],
  { window, range }: { window?: GreyRange; range?: GreyRange },
): Promise<void> {
  if ((!window && !range) || inputs.length === 0) return;
  for (const input of inputs) if (!(await isPictureOfBytes(input))) return;
  throw new CliError(
    'usage',
    `--${window ? 'window' : 'range'} says which values are black and white, and has no effect on pictures of 8 bits, which the network sees as they are; leave it out.`,
  );
}

async function isPictureOfBytes({ kind, files: [file] }: ScanInput): Promise<boolean> {
  if (kind !== 'picture') return false;
  // What cannot be read is reported when it is its turn.
  const beginning = await file.beginning(BIT_DEPTH + 1).catch(() => new Uint8Array());
  return beginning[0] !== 0x89 || beginning[BIT_DEPTH] !== 16;
}
