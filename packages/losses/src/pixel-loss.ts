import {
  add,
  customGrad,
  type GradSaveFunc,
  mul,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { classLast, overClasses, softmax } from './class-first.js';
import { relativeWeights, weightsFor } from './class-weights.js';
import { canFuse, fusedCrossEntropy } from './fused-cross-entropy.js';
import { named, type SegmentationLoss } from './segmentation-loss.js';
import { checkIgnoreLabel, targetsFor } from './targets.js';
import { divideByFactors, weightedMean } from './weighted-mean.js';

/** Options that `crossEntropy` and `focal` share. */
export interface PixelLossOptions {
  /** One weight for each class, from 0 up. Default: all equal. */
  classWeights?: ArrayLike<number>;
  /** Pixels with this label count for nothing. Default 255. */
  ignoreLabel?: number;
}

/** What a loss makes of a pixel's negative log-likelihood. */
export interface Focus {
  values: Tensor;
  /** Derivative of the value by -log p, which is the factor on (softmax - one-hot). */
  slope: Tensor;
}

/** The first argument is `[...]`, the others are `[classes, ...]`. */
type FocusOn = (negativeLogLikelihood: Tensor, probabilities: Tensor, encoded: Tensor) => Focus;

/**
 * sum(w_y f(-log p_y)) / sum(w_y) over the pixels that are not ignored, with its gradient
 * w_y f' (softmax - one-hot) / sum(w_y) in closed form. Without `focus`, f is the identity.
 */
export function pixelLoss(name: string, options: PixelLossOptions, focus?: FocusOn): SegmentationLoss {
  const { classWeights, ignoreLabel = 255 } = options;
  checkIgnoreLabel(ignoreLabel);
  const relative = relativeWeights(classWeights);
  return named(name, (labels: Tensor, logits: Tensor): Scalar => {
    const targets = targetsFor(labels, logits, ignoreLabel);
    const weights = weightsFor(targets.classes, relative);
    if (!focus && canFuse(labels, logits, ignoreLabel)) {
      return fusedCrossEntropy(labels, logits, weights, ignoreLabel);
    }
    const forward = (x: Tensor, save: GradSaveFunc) => {
      const encoded = targets.encoded();
      const { probabilities, shifted, logSum } = softmax(x);
      // For ignored pixels only the logarithm is left, which does not matter: their weight is 0.
      const likelihood = sub(logSum, sum(mul(encoded, shifted), 0));
      const focused = focus?.(likelihood, probabilities, encoded);
      const shares = sum(mul(encoded, reshape(weights, overClasses(x.rank))), 0);
      const { mean, weightFactors } = weightedMean(focused?.values ?? likelihood, shares);
      save([sub(probabilities, encoded), focused ? mul(shares, focused.slope) : shares, ...weightFactors]);
      const guard = targets.guard(encoded);
      return { value: guard ? add(mean, guard) : mean, gradFunc: backward };
    };
    const backward = (dy: Tensor, [direction, shares, ...factors]: Tensor[]) =>
      classLast(mul(direction, mul(shares, divideByFactors(dy, factors))));
    return customGrad((x, save) => forward(x as Tensor, save as GradSaveFunc))(logits) as Scalar;
  });
}
