/** Dropout of single numbers or of whole channels. */
import { cast, less, mul, randomUniform, type Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/** Options of `dropout`. */
export interface DropoutOptions {
  /** Probability with which a number, or a channel, becomes zero; the rest grows by 1 / (1 - rate). */
  rate: number;
  /** Whether whole channels of an image are dropped (PyTorch's Dropout2d). Default false. */
  channelwise?: boolean;
  /** Of the draw. Default: another one each time. */
  seed?: number;
}

/**
 * y = x m / (1 - rate), with m = 0 at random and 1 else.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns The shape of x.
 * @throws {OpsError} for another rank or a rate outside [0, 1).
 */
export function dropout(x: Tensor4D, { rate, channelwise = false, seed }: DropoutOptions): Tensor4D {
  currentBackend();
  check4D(x, 'The input of dropout');
  if (!(rate >= 0 && rate < 1)) {
    throw new OpsError('invalid-argument', `rate of dropout is ${rate}; it must lie in [0, 1), such as 0.1.`);
  }
  const [batch, height, width, channels] = x.shape;
  const shape = channelwise ? [batch, 1, 1, channels] : [batch, height, width, channels];
  return withGradient(
    [x],
    (save) => {
      const kept = less(randomUniform(shape, 0, 1, 'float32', seed), 1 - rate);
      const mask = mul(cast(kept, 'float32'), 1 / (1 - rate)) as Tensor4D;
      save([mask]);
      return mul(x, mask) as Tensor4D;
    },
    (dy, [mask]) => [mul(dy, mask)],
  );
}
