/** The channel shuffle of ShuffleNet. */
import { reshape, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * Channel k n + i goes to i groups + k, with n = channels / groups: the channels of one group spread over all. ShuffleNet,
 * section 3.1.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns The shape of x.
 * @throws {OpsError} for another rank or groups that do not divide the channels.
 */
export function channelShuffle(x: Tensor4D, groups: number): Tensor4D {
  currentBackend();
  check4D(x, 'The input of channelShuffle');
  checkPositiveInteger(groups, 'groups of channelShuffle');
  const channels = x.shape[3];
  if (channels % groups !== 0) {
    throw new OpsError(
      'shape',
      `channelShuffle got ${channels} channels for ${groups} groups; the groups must divide them.`,
    );
  }
  return withGradient(
    [x],
    () => shuffled(x, groups),
    (dy) => [shuffled(dy, channels / groups)],
  );
}

function shuffled(x: Tensor4D, groups: number): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const pixels = reshape(x, [batch * height * width, groups, channels / groups]);
  return reshape(transpose(pixels, [0, 2, 1]), x.shape) as Tensor4D;
}
