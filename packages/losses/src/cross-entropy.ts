import { checkOptions } from './check-options.js';
import { type PixelLossOptions, pixelLoss } from './pixel-loss.js';
import type { SegmentationLoss } from './segmentation-loss.js';

/**
 * Cross entropy from logits, eq. (18) of the paper: the weighted mean `sum(w_y * -log softmax(x)_y) / sum(w_y)` over the
 * pixels that are not ignored, as PyTorch's CrossEntropyLoss has it. When all pixels are ignored, or have the weight 0,
 * the loss is 0 and so is its gradient (PyTorch gives NaN).
 *
 * Labels, logits and errors: see {@link SegmentationLoss}. The gradient is a closed form, so that it needs no gradient
 * to be registered and works on every backend.
 *
 * @throws {LossError} `weights` for class weights that are negative, not finite, all zero, or not one for each class
 * @example
 * const loss = crossEntropy({ classWeights: [1.4, 7.2] });
 * const value = loss(labels, logits); // tf.Scalar
 */
export function crossEntropy(options: PixelLossOptions = {}): SegmentationLoss {
  return pixelLoss(
    'crossEntropy',
    checkOptions('crossEntropy', options, { classWeights: 1, ignoreLabel: 1 }),
  );
}
