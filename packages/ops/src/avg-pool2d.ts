/** Average pooling that counts the padding, as PyTorch does: the divisor is the window's size. Paper eq. (3). */
import { fill, mul, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { checkOptions } from './check-options.js';
import { depthwiseForward, depthwiseInputGradient } from './depthwise-convolution.js';
import { OpsError } from './errors.js';
import { type PoolWindow, poolWindow } from './pooling-window.js';
import { type Pair, type PairLike, pairOf, reach } from './window.js';
import { withGradient } from './with-gradient.js';

/** Options of `avgPool2d`. */
export interface AvgPool2DOptions {
  /** Height and width of the window. Default 3. */
  size?: PairLike;
  /** Step between windows. Default 1. */
  strides?: PairLike;
  /** Zeros on both sides, at most half the size. Default (size - 1) / 2, for which the size must be odd. */
  padding?: PairLike;
  /** Whether a last window may overhang the padded image. Default false. */
  ceilMode?: boolean;
  /** Whether padding counts in the divisor; what overhangs it never does. Default true. */
  countIncludePad?: boolean;
}

/**
 * y[b, i, j, c] = (1 / N) sum over the window of x that begins at [s i - p, s j - p], zero outside x, with N the window's size.
 * tfjs's own pooling divides by the pixels inside the image; PyTorch's default counts the padding, as here.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns [batch, floor((height + 2 p - size) / s) + 1, likewise width, channels]. With the default padding that is
 *   ceil(height / s) and ceil(width / s).
 * @throws {OpsError} for another rank, sizes out of range, or an even window without padding.
 */
export function avgPool2d(x: Tensor4D, options: AvgPool2DOptions = {}): Tensor4D {
  checkOptions('avgPool2d', options, { size: 1, strides: 1, padding: 1, ceilMode: 1, countIncludePad: 1 });
  currentBackend();
  check4D(x, 'The input of avgPool2d');
  const size = pairOf(options.size ?? 3);
  for (const side of size) checkPositiveInteger(side, 'size of avgPool2d');
  if (options.padding === undefined && size.some((side) => side % 2 === 0)) {
    throw new OpsError(
      'invalid-argument',
      `size of avgPool2d is ${options.size}; symmetric padding needs an odd window, such as 3: give the padding of an ` +
        'even one, such as {padding: 0}.',
    );
  }
  const {
    strides = 1,
    padding = size.map((side) => (side - 1) / 2) as Pair,
    ceilMode,
    countIncludePad = true,
  } = options;
  const image: Pair = [x.shape[1], x.shape[2]];
  const pool = poolWindow(image, { size, strides, padding, ceilMode }, 'avgPool2d');
  const shares = sharesOf(image, pool, countIncludePad);
  const channels = x.shape[3];
  // A depthwise convolution with equal weights: one kernel call on every backend, and its own adjoint.
  const weights = () => fill([...size, channels, 1], typeof shares === 'number' ? shares : 1) as Tensor4D;
  const shared = (y: Tensor4D): Tensor4D => (typeof shares === 'number' ? y : mul(y, tensor4d(...shares)));
  return withGradient(
    [x],
    () => tidy(() => shared(depthwiseForward(x, weights(), pool.window))),
    (dy) => [depthwiseInputGradient(shared(dy), weights(), x.shape, pool.window)],
  );
}

/** 1 / N: one number, or a map of [1, rows, columns, 1] where windows differ. */
function sharesOf(
  image: Pair,
  { window, output }: PoolWindow,
  countIncludePad: boolean,
): number | [Float32Array, [number, number, number, number]] {
  const counts = ([0, 1] as const).map((axis) => {
    const padding = countIncludePad ? window.before[axis] : 0;
    return Array.from({ length: output[axis] }, (_, i) => {
      const first = i * window.strides[axis] - window.before[axis];
      const last = first + reach(window)[axis];
      return Math.min(last, image[axis] + padding - 1) - Math.max(first, -padding) + 1;
    });
  });
  const all = counts[0].flatMap((rows) => counts[1].map((columns) => 1 / (rows * columns)));
  if (all.every((share) => share === all[0])) return all[0];
  return [Float32Array.from(all), [1, output[0], output[1], 1]];
}
