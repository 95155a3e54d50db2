/** What can be told about pairs before any is scored: that they are PNGs, two files, of one size. */
import { realpath } from 'node:fs/promises';
import { readPlainFile } from '@miniseg/checkpoints/node';
import { recognize } from '@miniseg/formats';
import { CliError } from '../errors.js';
import type { MaskPair } from '../pairing/mask-pair.js';

export interface CheckedPairs {
  pairs: MaskPair[];
  /** Pairs of which a mask cannot be read; `error` begins with the file. */
  failed: { id: string; error: string }[];
}

/** @throws {CliError} for a file on both sides, or masks of a pair that differ in size */
export async function checkPairs(pairs: readonly MaskPair[]): Promise<CheckedPairs> {
  const different: string[] = [];
  const checked: CheckedPairs = { pairs: [], failed: [] };
  for (const pair of pairs) {
    const { id, prediction, truth } = pair;
    const found = await look(pair).catch((cause: unknown) => {
      if (!CliError.isInstance(cause)) throw cause;
      checked.failed.push({ id, error: cause.message });
    });
    if (!found) continue;
    const { places, sizes } = found;
    if (places[0] === places[1]) {
      throw new CliError(
        'input',
        `'${prediction}' is given as prediction and as truth. Give two folders, or two files.`,
      );
    }
    if (sizes[0] !== sizes[1]) {
      different.push(`'${prediction}' is ${sizes[0]}, '${truth}' is ${sizes[1]}`);
    }
    checked.pairs.push(pair);
  }
  if (different.length > 0) {
    throw new CliError(
      'input',
      `${different.length} of ${pairs.length} pairs differ in size (width x height). Masks of a pair must have the same ` +
        'size: check that they belong together (--list names pairs), or resample one with nearest neighbor.',
      {
        more: [
          ...different.slice(0, 5),
          ...(different.length > 5 ? [`and ${different.length - 5} more`] : []),
        ],
      },
    );
  }
  return checked;
}

/** Where the two files are, through links, and how large their masks. */
async function look({ prediction, truth }: MaskPair): Promise<{ places: string[]; sizes: string[] }> {
  const both = [prediction, truth];
  const places: string[] = [];
  const sizes: string[] = [];
  for (const file of both) {
    places.push(await readable(file, realpath(file)));
    sizes.push(await pngSize(file));
  }
  return { places, sizes };
}

/** Width and height from the file's first bytes (PNG specification, 11.2.1). */
async function pngSize(file: string): Promise<string> {
  const head = await readable(file, readPlainFile(file, { first: 512 }));
  const format = recognize(head);
  if (format !== 'png' || head.length < 24) {
    const found = format === undefined ? 'of no known image format' : `a ${format} file`;
    throw new CliError(
      'input',
      `'${file}' is ${head.length < 24 ? 'empty or cut short' : `${found}, not a PNG`}. Export the mask as PNG.`,
    );
  }
  const view = new DataView(head.buffer, head.byteOffset);
  return `${view.getUint32(16)} x ${view.getUint32(20)}`;
}

/** Says which file it was: links that lead nowhere, folders, files of other users. */
async function readable<Result>(file: string, attempt: Promise<Result>): Promise<Result> {
  return attempt.catch((cause: Error) => {
    throw new CliError('input', `'${file}' cannot be read: ${cause.message}. Check the file.`, { cause });
  });
}
