/** Where the maxima of `maxPool2d` lie. */
import { add, floor, mul, range, reshape, sub, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { firstMaxima } from './pool-indices.js';
import { type PoolOptions, poolWindow } from './pooling-window.js';
import { unrecorded } from './unrecorded.js';
import type { Pair } from './window.js';

/**
 * The number of the tap of each window that holds its maximum, 0 to size^2 - 1, counted row by row; the first one where
 * several are equal. `maxUnpool2d` takes it. (PyTorch counts pixels of the image instead, see `flatPoolIndices`; half-precision
 * graphics processors hold whole numbers exactly only up to 2,048.) No gradient.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns The shape of `maxPool2d(x, options)`, float32.
 * @throws {OpsError} for another rank or sizes out of range.
 */
export function maxPoolIndices(x: Tensor4D, options: PoolOptions): Tensor4D {
  currentBackend();
  check4D(x, 'The input of maxPoolIndices');
  const pool = poolWindow([x.shape[1], x.shape[2]], options, 'maxPoolIndices');
  return unrecorded(() => tidy(() => firstMaxima(x, pool)));
}

/**
 * PyTorch's indices of the same maxima: y width + x of the pixel in its channel's plane. float32, exact up to 2^24 pixels.
 *
 * @param indices What `maxPoolIndices` returned, [batch, rows, columns, channels].
 * @param size Height and width of the image that was pooled.
 * @throws {OpsError} where the indices do not have the shape that pooling such an image gives.
 */
export function flatPoolIndices(indices: Tensor4D, size: [number, number], options: PoolOptions): Tensor4D {
  currentBackend();
  check4D(indices, 'The indices of flatPoolIndices');
  const { window, output } = poolWindow(size, options, 'flatPoolIndices');
  checkOutput(indices, output, size, 'flatPoolIndices');
  return tidy(() => {
    const { kernel, strides, before } = window;
    const start = (axis: 0 | 1, shape: number[]) =>
      reshape(sub(mul(range(0, output[axis]), strides[axis]), before[axis]), shape);
    // Halves, so that no rounding of the quotient reaches the next whole number.
    const row = floor(mul(add(indices, 0.5), 1 / kernel[1]));
    const column = sub(indices, mul(row, kernel[1]));
    const y = add(row, start(0, [1, output[0], 1, 1]));
    const x = add(column, start(1, [1, 1, output[1], 1]));
    return add(mul(y, size[1]), x) as Tensor4D;
  });
}

export function checkOutput(x: Tensor4D, output: Pair, size: Pair, op: string): void {
  if (x.shape[1] === output[0] && x.shape[2] === output[1]) return;
  throw new OpsError(
    'shape',
    `${op} got [${x.shape}] for an image of ${size[0]}x${size[1]}, whose pooling is ${output[0]}x${output[1]}: give the ` +
      'size and the options of the pooling.',
  );
}
