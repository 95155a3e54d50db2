/** A PNG as labels: palette indices, or grey values as stored. */
import { readPlainFile } from '@miniseg/checkpoints/node';
import { checkMemory, decodePng, type Raster, volumeFromRaster } from '@miniseg/formats';
import { CliError } from '../errors.js';
import { isInputError } from '../files/is-input-error.js';
import { memoryFor } from '../files/memory-for.js';
import { readable } from '../files/readable.js';

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
export async function readMask(file: string, maxMemory?: number): Promise<Mask> {
  const bytes = await readable(`'${file}'`, readPlainFile(file));
  const raster = decode(file, bytes, memoryFor(maxMemory, bytes.length));
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

/**
 * Of the two masks of a pair, and what distances between them take where every pixel counts: in a checkerboard all lie at an
 * edge, and the reference measures all of a region. Places of four bytes and distances of eight, for both masks, and a map of
 * eight.
 */
const PER_VALUE = 40;

function decode(file: string, bytes: Uint8Array, memory: number): Raster {
  try {
    checkMemory(bytes, memory, { perValue: PER_VALUE });
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
