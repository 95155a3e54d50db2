/** The mean over the last axis as a map of one pixel. */
import { div, mean, mul, ones, reshape, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { currentBackend } from './check.js';
import { withGradient } from './with-gradient.js';

/**
 * y[b, 0, 0, c] = the mean over k of x[b, c, k].
 *
 * @param x [batch, channels, features], float32.
 * @returns [batch, 1, 1, channels].
 */
export function featureMean(x: Tensor3D): Tensor4D {
  currentBackend();
  const [batch, channels, features] = x.shape;
  return withGradient(
    [x],
    () => reshape(mean(x, 2), [batch, 1, 1, channels]) as Tensor4D,
    (dy) => [mul(div(reshape(dy, [batch, channels, 1]), features), ones([1, 1, features]))],
  );
}
