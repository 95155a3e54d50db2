/** Channels shuffled, cut out, joined and filled up, with gradients that keep no map. */
import { concat, pad, reshape, slice, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * Channel k n + i goes to i groups + k, with n = channels / groups: the channels of one group spread over all. ShuffleNet,
 * section 3.1.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns The shape of x.
 * @throws OpsError for another rank or groups that do not divide the channels.
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

/**
 * The channels from `start` on, `count` of them.
 *
 * @param x [batch, height, width, channels], float32.
 * @returns [batch, height, width, count].
 * @throws OpsError for another rank or channels that x does not have.
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
    () => part(x, start, count),
    (dy) => [between(dy, start, channels - start - count)],
  );
}

/**
 * The channels in parts of the given sizes.
 *
 * @param sizes Their sum is the number of channels.
 * @throws OpsError for another sum.
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

/**
 * Maps of one height and width joined along their channels.
 *
 * @returns [batch, height, width, the sum of all channels].
 * @throws OpsError for other ranks, or sizes that differ.
 */
export function channelConcat(maps: Tensor4D[]): Tensor4D {
  currentBackend();
  for (const map of maps) check4D(map, 'An input of channelConcat');
  const sizes = new Set(maps.map(({ shape: [batch, height, width] }) => String([batch, height, width])));
  if (sizes.size !== 1) {
    throw new OpsError(
      'shape',
      `channelConcat got maps of shapes ${maps.map(({ shape }) => `[${shape}]`).join(', ')}; it takes at least one, and ` +
        'batch, height and width must be equal: resize some of them.',
    );
  }
  const counts = maps.map(({ shape }) => shape[3]);
  return withGradient(
    maps,
    () => concat(maps, 3),
    (dy) => {
      let start = 0;
      return counts.map((count) => {
        start += count;
        return part(dy, start - count, count);
      });
    },
  );
}

/**
 * Zeros behind the channels of x, up to `channels` of them.
 *
 * @throws OpsError for another rank or fewer channels than x has.
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
    () => between(x, 0, channels - given),
    (dy) => [part(dy, 0, given)],
  );
}

function part(x: Tensor4D, start: number, count: number): Tensor4D {
  return slice(x, [0, 0, 0, start], [-1, -1, -1, count]);
}

function between(x: Tensor4D, before: number, after: number): Tensor4D {
  return pad(x, [
    [0, 0],
    [0, 0],
    [0, 0],
    [before, after],
  ]);
}
