import { checkOptions } from './check-options.js';
import { type OverlapOptions, overlapLoss } from './overlap-loss.js';
import type { SegmentationLoss } from './segmentation-loss.js';

/**
 * Soft Dice loss from logits: 1 - the mean over classes of `2 sum(p y) / (sum(p) + sum(y))`, p = softmax(x), over the
 * pixels that are not ignored.
 *
 * **Empty classes.** A class without a labeled pixel (in the batch, or in the image if `perImage`) is left out of the
 * mean: its Dice is 0 whatever is predicted, and its gradient as well. If no class is left, the loss is 0 with a zero
 * gradient. So `dice({ background: false })` says nothing about false positives in images without a lesion; combine it
 * with {@link crossEntropy}, or keep the background. Unless `smooth` is given, nothing is added to numerator or denominator, thus nothing has to
 * be tuned to the size of the image, or vanishes in half precision.
 *
 * @example
 * const loss = combine([[crossEntropy(), 1], [dice({ background: false }), 0.5]]);
 * @see Milletari et al., V-Net, 2016, section 3, with plain instead of squared sums in the denominator
 */
export function dice(options: OverlapOptions = {}): SegmentationLoss {
  checkOptions('dice', options, { background: 1, perImage: 1, smooth: 1, ignoreLabel: 1 });
  return overlapLoss('dice', 0.5, 0.5, options);
}
