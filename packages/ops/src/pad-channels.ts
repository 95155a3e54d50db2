/** Zero channels behind those of a map. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { cutChannels, withZeroChannels } from './channel-boxes.js';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * Zeros behind the channels of x, up to `channels` of them.
 *
 * @param x [batch, height, width, channels], float32.
 * @throws {OpsError} for another rank or fewer channels than x has.
 */
export function padChannels(x: Tensor4D, channels: number): Tensor4D {
  currentBackend();
  check4D(x, 'The input of padChannels');
  const given = x.shape[3];
  if (!Number.isInteger(channels) || channels < given) {
    throw new OpsError(
      'invalid-argument',
      `padChannels should give ${channels} channels from ${given}; it must be a whole number of at least as many.`,
    );
  }
  return withGradient(
    [x],
    () => withZeroChannels(x, 0, channels - given),
    (dy) => [cutChannels(dy, 0, given)],
  );
}
