/** Some channels of a map, with a gradient that keeps no map. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { cutChannels, withZeroChannels } from './channel-boxes.js';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * The channels from `start` on, `count` of them.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns [batch, height, width, count].
 * @throws {OpsError} for another rank or channels that x does not have.
 */
export function channelSlice(x: Tensor4D, start: number, count: number): Tensor4D {
  currentBackend();
  check4D(x, 'The input of channelSlice');
  const channels = x.shape[3];
  const whole = Number.isInteger(start) && Number.isInteger(count);
  if (!whole || start < 0 || count < 1 || start + count > channels) {
    throw new OpsError(
      'invalid-argument',
      `channelSlice got start ${start} and count ${count} for ${channels} channels; it takes whole numbers inside them.`,
    );
  }
  return withGradient(
    [x],
    () => cutChannels(x, start, count),
    (dy) => [withZeroChannels(dy, start, channels - start - count)],
  );
}

/**
 * The channels in parts of the given sizes.
 *
 * @param sizes Their sum is the number of channels.
 * @throws {OpsError} for another sum.
 * @example const [left, right] = channelSplit(x, [32, 32]);
 */
export function channelSplit(x: Tensor4D, sizes: number[]): Tensor4D[] {
  check4D(x, 'The input of channelSplit');
  const sum = sizes.reduce((a, b) => a + b, 0);
  if (sum !== x.shape[3]) {
    throw new OpsError(
      'shape',
      `channelSplit got parts of ${sizes.join(' + ')} = ${sum} channels for ${x.shape[3]}; they must add up.`,
    );
  }
  let start = 0;
  return sizes.map((count) => {
    start += count;
    return channelSlice(x, start - count, count);
  });
}
