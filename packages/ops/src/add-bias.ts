/** A bias for each channel. */
import { add, clone, reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { pixelSum } from './pixel-sum.js';
import { withGradient } from './with-gradient.js';

/**
 * x plus one number for each channel.
 *
 * @param x [batch, height, width, channels], float32.
 * @param bias [channels].
 * @throws {OpsError} for another rank or number of channels.
 */
export function addBias(x: Tensor4D, bias: Tensor): Tensor4D {
  currentBackend();
  check4D(x, 'The input of addBias');
  if (bias.size !== x.shape[3]) {
    throw new OpsError(
      'shape',
      `addBias got ${bias.size} numbers for ${x.shape[3]} channels; it needs one for each.`,
    );
  }
  const { shape } = bias;
  return withGradient(
    [x, bias],
    () => add(x, bias) as Tensor4D,
    (dy) => [clone(dy), reshape(pixelSum(dy), shape)],
  );
}
