/** Images in the units of `--mean` and `--std`: black 0, white 255. */
import { type PixelArray, recognize, type Volume } from '@miniseg/formats';
import { type GreyScaleOptions, greyScale, isDeepPicture, readShades } from '@miniseg/scan';
import { CURES } from '../volumes/grey-scale.js';

export interface Grey {
  values: PixelArray;
  /** What was guessed. */
  notes: string[];
}

/**
 * As `segment` sees the image: pictures as stored (Hounsfield units in 16 bits through their window), volumes from the
 * value that is black to the value that is white.
 *
 * @param file the bytes that the image was read from
 * @throws {ScanError} for a volume of one single value, and a 16-bit picture of numbers without a meaning
 */
export async function toGrey(
  image: Volume,
  file: Uint8Array,
  { window, range, cures = CURES }: GreyScaleOptions,
): Promise<Grey> {
  const format = recognize(file);
  const chosen = window ?? range;
  if (chosen === undefined && format === 'jpeg') return { values: image.data, notes: [] };
  if (range === undefined && isDeepPicture(file)) {
    const { data, white, notes = [] } = await readShades(file, { window, cures });
    return { values: stretch(data, [0, white]), notes };
  }
  if (chosen === undefined && format === 'png')
    return { values: stretch(image.data, [0, whiteOf(file)]), notes: [] };
  const scale = greyScale(image, { window, range, cures });
  return { values: stretch(image.data, scale.range), notes: scale.notes };
}

function stretch(data: PixelArray, [low, high]: [number, number]): PixelArray {
  if (low === 0 && high === 255 && data instanceof Uint8Array) return data;
  // NaN is black, as the network sees it.
  return Float64Array.from(data, (value) =>
    value > low ? 255 * Math.min(1, (value - low) / (high - low)) : 0,
  );
}

/** Bit depth and color type are bytes 24 and 25 of a PNG (specification, 11.2.1); palettes have 8-bit colors. */
function whiteOf(file: Uint8Array): number {
  return file[25] === 3 ? 255 : 2 ** file[24] - 1;
}
