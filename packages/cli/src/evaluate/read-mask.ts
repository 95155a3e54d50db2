/** A PNG as labels: palette indices, or grey values as stored. */
import { readFile } from 'node:fs/promises';
import { decodePng, type Raster, volumeFromRaster } from '@miniseg/formats';
import { CliError } from '../errors.js';
import { isInputError } from '../files/is-input-error.js';

export interface Mask {
  labels: Uint8Array | Uint16Array;
  /** Height, width. */
  shape: [number, number];
  /** The values that occur, in ascending order. */
  values: number[];
}

/**
 * Colors count only as indices of a palette; RGB pictures must be grey, and nothing may be transparent.
 *
 * @throws {CliError} for a file that is damaged, colored or transparent
 */
export async function readMask(file: string): Promise<Mask> {
  const raster = decode(file, new Uint8Array(await readFile(file)));
  const { width, height, data, channels } = raster;
  if (channels > 1 && !isOpaqueGrey(raster)) {
    throw new CliError(
      'input',
      `'${file}' is in color or transparent (${channels} channels). A mask must be grey, or a palette image whose indices ` +
        'are the labels; is this an overlay? Export the labels themselves.',
    );
  }
  const labels = channels === 1 ? data : volumeFromRaster(raster).data;
  return { labels: labels as Mask['labels'], shape: [height, width], values: distinct(labels) };
}

function decode(file: string, bytes: Uint8Array): Raster {
  try {
    return decodePng(bytes);
  } catch (cause) {
    if (!isInputError(cause)) throw cause;
    throw new CliError('input', `'${file}' cannot be read: ${cause.message} Export it again.`, { cause });
  }
}

function isOpaqueGrey({ data, channels, maxValue }: Raster): boolean {
  for (let at = 0; at < data.length; at += channels) {
    if (channels > 2 && (data[at] !== data[at + 1] || data[at] !== data[at + 2])) return false;
    if (channels % 2 === 0 && data[at + channels - 1] !== maxValue) return false;
  }
  return true;
}

function distinct(labels: ArrayLike<number>): number[] {
  const seen = new Uint8Array(2 ** 16);
  for (let i = 0; i < labels.length; i++) seen[labels[i]] = 1;
  return Array.from(seen.keys()).filter((value) => seen[value] === 1);
}
