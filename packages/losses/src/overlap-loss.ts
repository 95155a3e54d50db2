import {
  add,
  customGrad,
  div,
  fill,
  type GradSaveFunc,
  max,
  mul,
  onesLike,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { check } from './check-options.js';
import { classLast, overClasses, softmax } from './class-first.js';
import { classSums, spatialAxes } from './class-sums.js';
import { areClassNumbers, hasLossKernel, lossWithGradient } from './loss-kernel.js';
import { named, type SegmentationLoss } from './segmentation-loss.js';
import { checkIgnoreLabel, targetsFor } from './targets.js';
import { divideByFactors, orOne } from './weighted-mean.js';

/** Of `@miniseg/backends/wasm-train`. */
const KERNEL = 'MiniSegOverlap';

/** Options that `dice` and `tversky` share. */
export interface OverlapOptions {
  /** Whether class 0 counts. Default true. */
  background?: boolean;
  /** True: a term for each class of each image. False (default): for each class of the batch as a whole. */
  perImage?: boolean;
  /**
   * Added to the numerator and the denominator, in pixels. With more than 0, classes without a
   * labeled pixel count as well, so that false positives in images without a lesion cost something; 1 is usual. Default 0.
   */
  smooth?: number;
  /** Pixels with this label count for nothing. Default 255. */
  ignoreLabel?: number;
}

/**
 * 1 - the mean over classes of TP / (TP + alpha FP + beta FN), where TP = sum(p y), FP = sum(p (1 - y)),
 * FN = sum((1 - p) y) and p = softmax(logits). Classes without a labeled pixel are left out of the mean.
 *
 * With I = sum(p y), P = sum(p), Y = sum(y) and k = 1 - alpha - beta the denominator is D = k I + alpha P + beta Y, the
 * index T = I / D, and its gradient by a pixel's p (y (1 - k T) - alpha T) / D. As beta > 0, D is positive whenever Y
 * is: no epsilon. With a smoothing t, T = (I + t) / (D + t), its gradient is the same with D + t, and every class counts.
 */
export function overlapLoss(
  name: string,
  alpha: number,
  beta: number,
  options: OverlapOptions,
): SegmentationLoss {
  const { background = true, perImage = false, smooth = 0, ignoreLabel = 255 } = options;
  checkIgnoreLabel(ignoreLabel);
  check(typeof background === 'boolean', 'background', background, 'it is true or false');
  check(typeof perImage === 'boolean', 'perImage', perImage, 'it is true or false');
  check(smooth >= 0 && smooth < Infinity, 'smooth', smooth, 'it is a number of pixels, 0 or more');
  const k = 1 - alpha - beta;
  const factor = name === 'dice' ? 0.5 : 1; // 2 I + smooth over P + Y + smooth is I + smooth / 2 over D + smooth / 2

  return named(name, (labels: Tensor, logits: Tensor): Scalar => {
    const targets = targetsFor(labels, logits, ignoreLabel);
    if (hasLossKernel(KERNEL) && areClassNumbers(labels, logits, ignoreLabel)) {
      const attributes = { alpha, beta, smooth: factor * smooth, background, perImage, ignoreLabel };
      return lossWithGradient(KERNEL, labels, logits, attributes);
    }
    const forward = (x: Tensor, save: GradSaveFunc) => {
      const encoded = targets.encoded();
      const probabilities = mul(softmax(x).probabilities, sum(encoded, 0));
      const { sums, factors } = classSums([mul(probabilities, encoded), probabilities, encoded], perImage);
      const [both, predicted, labeled] = sums;
      const overlap = add(mul(both, k), add(mul(predicted, alpha), mul(labeled, beta)));
      // In the scale of the sums.
      const smoothed = (of: Tensor) =>
        smooth === 0 ? of : add(of, divideByFactors(fill(both.shape, factor * smooth), factors));
      const denominator = orOne(smoothed(overlap));

      const counted = Array.from({ length: targets.classes }, (_, c) => (c > 0 || background ? 1 : 0));
      // Not from the sums: beside a large sum of probabilities, that of a single label may vanish in half precision.
      const ofClasses = reshape(counted, overClasses(both.rank));
      const present = smooth
        ? mul(onesLike(both), ofClasses)
        : mul(max(encoded, spatialAxes(x.rank, perImage)), ofClasses);
      const share = div(present, orOne(sum(present)));
      const score = div(smoothed(both), denominator);
      const value = sum(mul(share, sub(1, score)));

      // d loss / d p = onLabeled * y + everywhere, with the factors of the sums still to be divided by.
      const step = div(share, denominator);
      const onLabeled = mul(step, sub(mul(score, k), 1));
      const everywhere = mul(step, mul(score, alpha));
      save([probabilities, encoded, onLabeled, everywhere, ...factors]);
      const guard = targets.guard(encoded);
      return { value: guard ? add(value, guard) : value, gradFunc: backward };
    };
    const backward = (dy: Tensor, [probabilities, encoded, onLabeled, everywhere, ...factors]: Tensor[]) => {
      const overPixels = (saved: Tensor) =>
        reshape(divideByFactors(mul(saved, dy), factors), [
          ...saved.shape,
          ...new Array(encoded.rank - saved.rank).fill(1),
        ]);
      const byProbability = add(mul(encoded, overPixels(onLabeled)), overPixels(everywhere));
      // Softmax: p (g - sum(p g)). Probabilities of ignored pixels are 0 here, and so are their gradients.
      return classLast(mul(probabilities, sub(byProbability, sum(mul(probabilities, byProbability), 0))));
    };
    return customGrad((x, save) => forward(x as Tensor, save as GradSaveFunc))(logits) as Scalar;
  });
}
