/** Maps joined along their channels, with a gradient that keeps no map. */
import { concat, type Tensor4D } from '@tensorflow/tfjs-core';
import { cutChannels } from './channel-boxes.js';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * Maps of one height and width joined along their channels.
 *
 * @returns [batch, height, width, the sum of all channels].
 * @throws {OpsError} for other ranks, or sizes that differ.
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
        return cutChannels(dy, start - count, count);
      });
    },
  );
}
