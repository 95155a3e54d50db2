/** PReLU with one slope for each channel or one for all, for any height and width. */
import {
  prelu as corePrelu,
  greater,
  minimum,
  mul,
  reshape,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
  tile,
  where,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkTensor, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { pixelSum } from './pixel-sum.js';
import { withGradient } from './with-gradient.js';

/** Options of `prelu`. */
export interface PreluOptions {
  /** Whether all channels have one slope. Default false. */
  shared?: boolean;
}

/**
 * y = x where x > 0, alpha x elsewhere.
 *
 * @param x [batch, height, width, channels], float32.
 * @param alpha Slopes, [channels]; with `shared` one for all, [1].
 * @returns The shape of x.
 * @throws {OpsError} for another rank or another number of slopes.
 */
export function prelu(x: Tensor4D, alpha: Tensor, { shared = false }: PreluOptions = {}): Tensor4D {
  currentBackend();
  check4D(x, 'The input of prelu');
  checkTensor(alpha, 'The slopes of prelu');
  const channels = x.shape[3];
  if (alpha.size !== (shared ? 1 : channels)) {
    throw new OpsError(
      'shape',
      `prelu got ${alpha.size} slopes for ${channels} channels; it needs one for ${shared ? 'all' : 'each'}.`,
    );
  }
  /** One for each channel, for the kernels. */
  const each = (alpha: Tensor) => (shared ? tile(reshape(alpha, [1]), [channels]) : alpha);
  const collected = (dAlpha: Tensor) => reshape(shared ? sum(dAlpha) : dAlpha, alpha.shape);
  return withGradient(
    [x, alpha],
    (save) => {
      save([x, alpha]);
      return tidy(() => corePrelu(x, each(alpha)) as Tensor4D);
    },
    (dy, [x, given]) => {
      const alpha = each(given);
      if (isAccelerated('MiniSegPreluGradient')) {
        const [dx, dAlpha] = runAccelerated('MiniSegPreluGradient', { dy, x, alpha });
        return [dx, collected(dAlpha)];
      }
      return [
        where(greater(x, 0), dy, mul(dy, alpha)),
        collected(pixelSum(mul(dy, minimum(x, 0)) as Tensor4D)),
      ];
    },
  );
}
