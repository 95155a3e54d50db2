/** Max unpooling: the values of a pooled map back where their maxima were, zeros elsewhere. */
import {
  clone,
  equal,
  fill,
  less,
  logicalAnd,
  type Tensor4D,
  tidy,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { inputUnderTaps, outputOfTap } from './input-under-taps.js';
import { checkOutput } from './max-pool-indices.js';
import { placed, taken } from './pool-indices.js';
import { type PoolOptions, type PoolWindow, poolWindow } from './pooling-window.js';
import { bothAxes, type Pair, pairOf } from './window.js';
import { withGradient } from './with-gradient.js';

/** Options of `maxUnpool2d`. */
export interface MaxUnpool2DOptions extends PoolOptions {
  /** Height and width of the result. Default (size - 1) strides - 2 padding + window, PyTorch's own default. */
  outputSize?: [number, number];
}

/**
 * y[b, the pixel that `indices` names, c] = x[b, i, j, c], zeros elsewhere; as PyTorch's MaxUnpool2d. Where windows overlap and
 * several name one pixel, the last of them in row-major order is kept.
 *
 * @param x [batch, rows, columns, channels], float32.
 * @param indices What `maxPoolIndices` returned for the pooling with the same options; no gradient.
 * @returns [batch, height, width, channels].
 * @throws {OpsError} for other ranks, shapes that differ, or a size whose pooling is not that of x.
 * @example const y = maxUnpool2d(deep, maxPoolIndices(shallow, { size: 2 }), { size: 2 });
 */
export function maxUnpool2d(x: Tensor4D, indices: Tensor4D, options: MaxUnpool2DOptions): Tensor4D {
  const { outputSize, ...pooling } = options;
  currentBackend();
  check4D(x, 'The input of maxUnpool2d');
  check4D(indices, 'The indices of maxUnpool2d');
  if (String(x.shape) !== String(indices.shape)) {
    throw new OpsError(
      'shape',
      `maxUnpool2d got values [${x.shape}] and indices [${indices.shape}]; they must have one shape.`,
    );
  }
  const size = outputSize ?? unpooledSize([x.shape[1], x.shape[2]], pooling);
  const pool = poolWindow(size, pooling, 'maxUnpool2d');
  checkOutput(x, pool.output, size, 'maxUnpool2d');
  return withGradient(
    [x],
    (save) => {
      const used = tidy(() => winners(indices, pool, size));
      save([used]);
      return placed(x, used, pool, size);
    },
    (dy, [used]) => [taken(dy, used as Tensor4D, pool)],
  );
}

/** (size - 1) strides - 2 padding + window. */
export function unpooledSize(size: Pair, { size: window, strides = window, padding = 0 }: PoolOptions): Pair {
  const [kernel, steps, padded] = [window, strides, padding].map(pairOf);
  return bothAxes((axis) => (size[axis] - 1) * steps[axis] - 2 * padded[axis] + kernel[axis]);
}

/** The indices, and -1 for a window whose pixel a later window names, too. */
function winners(indices: Tensor4D, { window, output }: PoolWindow, size: Pair): Tensor4D {
  const { kernel, strides } = window;
  if (kernel[0] <= strides[0] && kernel[1] <= strides[1]) return clone(indices);
  const taps = kernel[0] * kernel[1];
  // A pixel lies under a smaller tap of a later window: the smallest tap that names it wins.
  let winner: Tensor4D | undefined;
  for (let tap = taps - 1; tap >= 0; tap--) {
    const here: Tensor4D = where(equal(indices, tap), fill(indices.shape, 1), zerosLike(indices));
    const unnamed = less(outputOfTap(here, tap, window, size), 0.5);
    const shape = unnamed.shape as Tensor4D['shape'];
    winner = where(unnamed, winner ?? fill(shape, -1), fill(shape, tap)) as Tensor4D;
  }
  let kept: Tensor4D = fill(indices.shape, -1);
  for (const [tap, under] of inputUnderTaps(winner as Tensor4D, window, output, -1).entries()) {
    const wins = logicalAnd(equal(indices, tap), equal(under(), tap));
    kept = where(wins, fill(indices.shape, tap), kept) as Tensor4D;
  }
  return kept;
}
