import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { checkVoxels } from '../volume/check-volume.js';
import { type Color, labelColor } from '../volume/label-colors.js';
import { sliceOf } from '../volume/slice-of.js';
import type { Volume } from '../volume/volume.js';
import { encodePng } from './encode-png.js';

/** Options of `writeMaskPng`. */
export interface MaskPngOptions {
  /** Which slice; default 0. */
  slice?: number;
  /** Colors of the labels 1, 2, ...; they come round again. */
  colors?: Color[];
}

/**
 * One slice of labels as a palette PNG: the stored index is the label (0 background), and viewers show it in color.
 * Read it back with `readSlice(file, { palette: 'indices' })`.
 *
 * @throws {FormatError} `invalid-argument` for values that are no whole numbers from 0 to 255
 * @example
 * const file = writeMaskPng(mask, { slice: 12 });
 */
export function writeMaskPng(
  labels: Pick<Volume, 'data' | 'shape'>,
  options: MaskPngOptions = {},
): Uint8Array {
  checkVoxels('writeMaskPng', labels);
  checkOptions('writeMaskPng', options, { slice: 1, colors: 1 });
  const values = sliceOf(labels, options.slice ?? 0);
  const data = Uint8Array.from(values);
  let highest = 0;
  for (const [index, value] of values.entries()) {
    if (data[index] !== value) {
      throw new FormatError(
        'invalid-argument',
        `A mask PNG holds the labels 0 to 255, and there is a ${value}.`,
      );
    }
    highest = Math.max(highest, value);
  }
  const palette = Array.from({ length: highest + 1 }, (_, label) => labelColor(label, options.colors)).flat();
  const [, height, width] = labels.shape;
  return encodePng({ width, height, channels: 1, data, maxValue: 255, palette: Uint8Array.from(palette) });
}
