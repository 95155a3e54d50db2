/** From Hounsfield units or grey values to what a network eats: windows, clipping, standardization. */

import type { PixelArray } from '@miniseg/formats/volume';
import { checkOptions } from '../check-options.js';
import { checkNumber, checkPixels } from '../check-values.js';
import { DataError } from '../errors.js';

/** A range of Hounsfield units that is shown from black to white. */
export interface IntensityWindow {
  /** HU at the middle of the grey scale. */
  center: number;
  /** HU from black to white. */
  width: number;
}

/** Customary windows of chest CT; 'lung' is the look of the CT100 pictures. */
export const WINDOWS = {
  lung: { center: -600, width: 1500 },
  mediastinum: { center: 40, width: 400 },
  bone: { center: 400, width: 1800 },
} as const satisfies Record<string, IntensityWindow>;

/** The names of the customary windows. */
export type WindowName = keyof typeof WINDOWS;

/**
 * Maps HU linearly to 0..1: `(hu - (center - width / 2)) / width`, clipped. NaN becomes 0.
 *
 * @throws {DataError} `invalid-argument` for an unknown name or a width that is not positive
 *
 * @example
 * applyWindow(volume.data, 'lung'); // Float32Array of 0..1
 * applyWindow(volume.data, { center: -500, width: 1000 });
 */
export function applyWindow(data: PixelArray, window: WindowName | IntensityWindow): Float32Array {
  checkPixels(data, 'The data');
  const { low, width } = windowRange(window);
  return Float32Array.from(data, (value) => (value > low ? Math.min((value - low) / width, 1) : 0));
}

/** As `applyWindow`, to grey values 0..255, rounded half up. */
export function windowTo8bit(data: PixelArray, window: WindowName | IntensityWindow): Uint8Array {
  checkPixels(data, 'The data');
  const { low, width } = windowRange(window);
  const result = new Uint8Array(data.length);
  for (let i = 0; i < result.length; i++) {
    result[i] = Math.round(Math.min(Math.max((data[i] - low) / width, 0), 1) * 255);
  }
  return result;
}

function windowRange(window: WindowName | IntensityWindow): { low: number; width: number } {
  const found: IntensityWindow | undefined =
    typeof window === 'string' ? (Object.hasOwn(WINDOWS, window) ? WINDOWS[window] : undefined) : window;
  if (!found) {
    const names = Object.keys(WINDOWS).join(', ');
    throw new DataError(
      'invalid-argument',
      `window '${window}' is unknown; use ${names} or {center, width}.`,
    );
  }
  const { center, width } = checkOptions('the window', found, { center: 1, width: 1 });
  if (!(width > 0) || !Number.isFinite(center)) {
    throw new DataError(
      'invalid-argument',
      `window: center ${center}, width ${width}; the center must be finite and the width positive.`,
    );
  }
  return { low: center - width / 2, width };
}

/** Values below `low` become `low`, above `high` become `high`; NaN becomes `low`. */
export function clipValues(data: PixelArray, low: number, high: number): Float32Array {
  checkPixels(data, 'The data');
  if (![low, high].every((value) => typeof value === 'number') || !(low <= high)) {
    throw new DataError('invalid-argument', `clip: low ${low}, high ${high}; low must not exceed high.`);
  }
  return Float32Array.from(data, (value) => (value > low ? Math.min(value, high) : low));
}

/**
 * `(value * scale - mean) / std`: with `scale` 1/255 and the statistics of a training set, the reference's input. NaN
 * counts as the value 0, which is black, as one NaN would make all outputs of a network NaN.
 */
export function standardize(
  data: PixelArray,
  options: { mean: number; std: number; scale?: number },
): Float32Array {
  checkPixels(data, 'The data');
  const { mean, std, scale = 1 } = checkOptions('standardize', options, { mean: 1, std: 1, scale: 1 });
  checkNumber(mean, 'mean');
  if (!(std > 0)) {
    throw new DataError('invalid-argument', `standardize: std is ${std}; it must be positive.`);
  }
  return Float32Array.from(data, (value) => ((Number.isNaN(value) ? 0 : value) * scale - mean) / std);
}

/**
 * Subtracts the mean and divides by the (population) standard deviation, taken over all values or over those where
 * `mask` is not 0. Constant data become 0. NaN and infinite values count nowhere and become 0, too.
 */
export function zScore(data: PixelArray, mask?: Uint8Array): Float32Array {
  checkPixels(data, 'The data');
  if (mask !== undefined) checkPixels(mask, 'The mask');
  if (mask && mask.length !== data.length) {
    throw new DataError(
      'geometry',
      `z-score: ${data.length} values and a mask of ${mask.length}; give a mask of the same size.`,
    );
  }
  const { mean, std } = meanAndDeviation(data, mask);
  return Float32Array.from(data, (value) => (std > 0 && Number.isFinite(value) ? (value - mean) / std : 0));
}

/** Of the `count` finite values. */
interface Moments {
  mean: number;
  /** Population deviation. */
  std: number;
  count: number;
}

/** In two passes, which is exact where one pass would cancel. */
export function meanAndDeviation(data: PixelArray, mask?: Uint8Array): Moments {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    if (mask?.[i] === 0 || !Number.isFinite(data[i])) continue;
    sum += data[i];
    count++;
  }
  if (count === 0) return { mean: 0, std: 0, count };
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < data.length; i++) {
    if (mask?.[i] !== 0 && Number.isFinite(data[i])) squares += (data[i] - mean) ** 2;
  }
  return { mean, std: Math.sqrt(squares / count), count };
}
