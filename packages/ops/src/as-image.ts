/** Lists of features as images of one row, so that what works on pixels works on them. */
import { reshape, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { OpsError } from './errors.js';
import { withGradient } from './with-gradient.js';

/**
 * [batch, channels] as [batch, 1, 1, channels], [batch, length, channels] as [batch, 1, length, channels]; an image itself.
 *
 * @throws {OpsError} for another rank.
 */
export function asImage(x: Tensor, what: string): Tensor4D {
  if (x.rank === 4) return x as Tensor4D;
  if (x.rank !== 2 && x.rank !== 3) {
    throw new OpsError(
      'rank',
      `${what} has shape [${x.shape}] (rank ${x.rank}); it must have rank 4, [batch, height, width, channels], rank 3, ` +
        '[batch, length, channels], or rank 2, [batch, channels].',
    );
  }
  const channels = x.shape[x.rank - 1] as number;
  return reshaped(x, [x.shape[0], 1, x.rank === 2 ? 1 : (x.shape[1] as number), channels]) as Tensor4D;
}

/** The result of an op on `asImage(given)` in the shape of `given`. */
export function likeImage<T extends Tensor>(y: Tensor4D, given: T): T {
  return given.rank === 4 ? (y as Tensor as T) : (reshaped(y, given.shape) as T);
}

function reshaped(x: Tensor, shape: number[]): Tensor {
  const before = x.shape;
  return withGradient(
    [x],
    () => reshape(x, shape),
    (dy) => [reshape(dy, before)],
  );
}
