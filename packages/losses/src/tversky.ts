import { checkOptions } from './check-options.js';
import { LossError } from './errors.js';
import { type OverlapOptions, overlapLoss } from './overlap-loss.js';
import type { SegmentationLoss } from './segmentation-loss.js';

/** Options of `tversky`. */
export interface TverskyOptions extends OverlapOptions {
  /** Weight of false positives, from 0 up. Default 0.3. */
  alpha?: number;
  /** Weight of false negatives, above 0. Default 0.7: recall before precision. */
  beta?: number;
}

/**
 * Tversky loss from logits: 1 - the mean over classes of `TP / (TP + alpha FP + beta FN)` with soft counts. With
 * alpha = beta = 0.5 it is {@link dice}, with both 1 the soft Jaccard loss. Empty classes as in {@link dice}.
 *
 * @throws {LossError} `invalid-argument` for a negative alpha, or a beta that is not above 0
 * @example
 * const loss = tversky({ alpha: 0.3, beta: 0.7, background: false });
 * @see Salehi et al., Tversky loss function for image segmentation using 3D fully convolutional deep networks, 2017
 */
export function tversky(given: TverskyOptions = {}): SegmentationLoss {
  const names = { alpha: 1, beta: 1, background: 1, perImage: 1, smooth: 1, ignoreLabel: 1 } as const;
  const { alpha = 0.3, beta = 0.7, ...options } = checkOptions('tversky', given, names);
  if (!(alpha >= 0 && beta > 0) || !Number.isFinite(alpha + beta)) {
    throw new LossError(
      'invalid-argument',
      `alpha is ${alpha}, beta ${beta}. alpha is from 0 up, beta above 0, both finite.`,
    );
  }
  return overlapLoss('tversky', alpha, beta, options);
}
