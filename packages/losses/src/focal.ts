import { add, div, greater, mul, pow, sub, sum, type Tensor, where } from '@tensorflow/tfjs-core';
import { checkOptions } from './check-options.js';
import { LossError } from './errors.js';
import { type Focus, type PixelLossOptions, pixelLoss } from './pixel-loss.js';
import type { SegmentationLoss } from './segmentation-loss.js';

/** Options of `focal`. */
export interface FocalOptions extends PixelLossOptions {
  /** The larger, the less do pixels count that are already right. From 0 up; 0 is cross entropy. Default 2. */
  gamma?: number;
}

/** Below it, -log(1 - q) / q is 1 + q / 2 to half a millionth, and the quotient itself only rounding errors. */
const SMALL = 1e-3;

/**
 * Focal loss from logits: the weighted mean `sum(w_y * (1 - p_y)^gamma * -log p_y) / sum(w_y)`, p = softmax(x), over the
 * pixels that are not ignored. `classWeights` are the alpha of the paper. With gamma 0 it is {@link crossEntropy}, with
 * the same behavior where everything is ignored.
 *
 * @throws {LossError} `invalid-argument` for a negative gamma, `weights` as {@link crossEntropy}
 * @example
 * const loss = focal({ gamma: 2, classWeights: [0.25, 0.75] });
 * @see Lin et al., Focal Loss for Dense Object Detection, 2017, eq. (5)
 */
export function focal(given: FocalOptions = {}): SegmentationLoss {
  checkOptions('focal', given, { gamma: 1, classWeights: 1, ignoreLabel: 1 });
  const { gamma = 2, ...options } = given;
  if (!(gamma >= 0) || !Number.isFinite(gamma)) {
    throw new LossError(
      'invalid-argument',
      `gamma is ${gamma}. It is a finite number from 0 up; 2 is usual.`,
    );
  }
  return pixelLoss('focal', options, (likelihood, probabilities, encoded): Focus => {
    // 1 - p_y, added up from the other classes: the difference would lose its digits where p_y is nearly 1.
    const rest = sum(mul(probabilities, sub(1, encoded)), 0);
    const easiness: Tensor = pow(rest, gamma);
    const target = sum(mul(probabilities, encoded), 0);
    // (1-p)^gamma - gamma p (1-p)^(gamma-1) log p, with the power below 0 that gamma < 1 makes divided out.
    const isLarge = greater(rest, SMALL);
    const quotient = where(isLarge, div(likelihood, where(isLarge, rest, 1)), add(1, mul(rest, 0.5)));
    const slope = mul(easiness, add(1, mul(mul(target, quotient), gamma)));
    return { values: mul(easiness, likelihood), slope };
  });
}
