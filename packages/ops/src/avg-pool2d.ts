/** Average pooling that counts the padding: the divisor is always the window's size. Paper eq. (3). */

import { fill, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { checkOptions } from './check-options.js';
import { depthwiseForward } from './depthwise-conv2d.js';
import { OpsError } from './errors.js';
import { zeroInsert } from './sampling.js';
import { withGradient } from './with-gradient.js';

/** Options of `avgPool2d`. */
export interface AvgPool2DOptions {
  /** Side of the square window, odd. Default 3. */
  size?: number;
  /** Step between windows, both axes. Default 1. */
  strides?: number;
}

/**
 * y[b, i, j, c] = (1 / k^2) sum over the k x k window around [s i, s j] of x, zero outside x.
 * tfjs's own pooling divides by the pixels inside the image; PyTorch's default counts the padding, as here.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns [batch, ceil(height / s), ceil(width / s), channels].
 * @throws {OpsError} for another rank or an even window.
 */
export function avgPool2d(x: Tensor4D, options: AvgPool2DOptions = {}): Tensor4D {
  const { size = 3, strides = 1 } = checkOptions('avgPool2d', options, { size: 1, strides: 1 });
  currentBackend();
  check4D(x, 'The input of avgPool2d');
  checkPositiveInteger(size, 'size of avgPool2d');
  checkPositiveInteger(strides, 'strides of avgPool2d');
  if (size % 2 === 0) {
    throw new OpsError(
      'invalid-argument',
      `size of avgPool2d is ${size}; symmetric padding needs an odd window, such as 3.`,
    );
  }
  const [, height, width, channels] = x.shape;
  // A depthwise convolution with equal weights: one kernel call on every backend, and its own adjoint.
  const pool = (image: Tensor4D, stride: number) =>
    tidy(() => depthwiseForward(image, fill([size, size, channels, 1], 1 / (size * size)), stride, 1));
  return withGradient(
    [x],
    () => pool(x, strides),
    (dy) => [pool(zeroInsert(dy, strides, [height, width]), 1)],
  );
}
