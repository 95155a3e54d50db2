/** PReLU with one slope per channel, for any height and width. */
import {
  prelu as corePrelu,
  greater,
  minimum,
  mul,
  reshape,
  type Tensor,
  type Tensor4D,
  where,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkTensor, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { pixelSum } from './pixel-sum.js';
import { withGradient } from './with-gradient.js';

/**
 * y = x where x > 0, alpha x elsewhere.
 *
 * @param x [batch, height, width, channels], float32.
 * @param alpha Slopes, [channels].
 * @returns The shape of x.
 * @throws {OpsError} for another rank or another number of slopes.
 */
export function prelu(x: Tensor4D, alpha: Tensor): Tensor4D {
  currentBackend();
  check4D(x, 'The input of prelu');
  checkTensor(alpha, 'The slopes of prelu');
  if (alpha.size !== x.shape[3]) {
    throw new OpsError(
      'shape',
      `prelu got ${alpha.size} slopes for ${x.shape[3]} channels; it needs one for each.`,
    );
  }
  return withGradient(
    [x, alpha],
    (save) => {
      save([x, alpha]);
      return corePrelu(x, alpha) as Tensor4D;
    },
    (dy, [x, alpha]) => {
      if (isAccelerated('MiniSegPreluGradient')) {
        const [dx, dAlpha] = runAccelerated('MiniSegPreluGradient', { dy, x, alpha });
        return [dx, reshape(dAlpha, alpha.shape)];
      }
      return [
        where(greater(x, 0), dy, mul(dy, alpha)),
        reshape(pixelSum(mul(dy, minimum(x, 0)) as Tensor4D), alpha.shape),
      ];
    },
  );
}
