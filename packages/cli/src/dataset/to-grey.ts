/** Images in the units of `--mean` and `--std`: black 0, white 255. */
import { type PixelArray, recognize, type Volume } from '@miniseg/formats';
import { type GreyScaleOptions, greyScale } from '../volumes/grey-scale.js';

export interface Grey {
  values: PixelArray;
  notes: string[];
}

/**
 * As `segment` sees the image: pictures as stored, volumes from the value that is black to the value that is white.
 *
 * @param file the bytes that the image was read from
 * @throws {CliError} for a volume of one single value
 */
export function toGrey(image: Volume, file: Uint8Array, options: GreyScaleOptions): Grey {
  const format = recognize(file);
  const chosen = options.window ?? options.range;
  if (chosen === undefined && format === 'jpeg') return { values: image.data, notes: [] };
  if (chosen === undefined && format === 'png')
    return { values: stretch(image.data, [0, whiteOf(file)]), notes: [] };
  const { range, notes } = greyScale(image, options);
  return { values: stretch(image.data, range), notes };
}

function stretch(data: PixelArray, [low, high]: [number, number]): PixelArray {
  if (low === 0 && high === 255 && data instanceof Uint8Array) return data;
  return Float64Array.from(data, (value) => 255 * Math.min(1, Math.max(0, (value - low) / (high - low))));
}

/** Bit depth and color type are bytes 24 and 25 of a PNG (specification, 11.2.1); palettes have 8-bit colors. */
function whiteOf(file: Uint8Array): number {
  return file[25] === 3 ? 255 : 2 ** file[24] - 1;
}
