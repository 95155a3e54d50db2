/** Max pooling whose gradient goes to the first maximum of each window, row by row, on every backend. */
import { type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { firstMaxima, maxima, placed } from './pool-indices.js';
import { type PoolOptions, poolWindow } from './pooling-window.js';
import { withGradient } from './with-gradient.js';

/**
 * y[b, i, j, c] = the maximum of the window of x that begins at [s i - p, s j - p]; what lies outside x does not count. As
 * PyTorch's MaxPool2d: the gradient goes to the first maximum of a window in row-major order (on webgl and webgpu tfjs gives
 * it to another).
 *
 * @param x [batch, height, width, channels], float32.
 * @returns [batch, floor((height + 2 p - size) / s) + 1, likewise width, channels]; with ceilMode the ceiling.
 * @throws {OpsError} for another rank or sizes out of range.
 * @example const y = maxPool2d(x, { size: 3, strides: 2, padding: 1 });
 */
export function maxPool2d(x: Tensor4D, options: PoolOptions): Tensor4D {
  currentBackend();
  check4D(x, 'The input of maxPool2d');
  const pool = poolWindow([x.shape[1], x.shape[2]], options, 'maxPool2d');
  return withGradient(
    [x],
    (save) => {
      save([x]);
      return tidy(() => maxima(x, pool));
    },
    (dy, [image]) => {
      const x = image as Tensor4D;
      return [placed(dy, firstMaxima(x, pool), pool, [x.shape[1], x.shape[2]])];
    },
  );
}
