/**
 * Scores of one class against the rest, from its true and false positives and negatives, reduced over the classes.
 * Definitions as in Taha and Hanbury, "Metrics for evaluating 3D medical image segmentation" (2015); values agree
 * with scikit-learn where it has them.
 */
import { checkOptions } from './check-options.js';
import type { ConfusionCounts } from './confusion-counts.js';
import { MetricsError } from './errors.js';
import { type Reduction, reduceClasses, type Score, type ScoreOptions } from './reduction.js';

/**
 * Intersection over union (Jaccard index): TP / (TP + FP + FN). With the default reduction this is mIoU.
 *
 * @example
 * iou(counts); // mIoU
 * iou(counts, { reduction: 'none' }); // one value per class
 */
export function iou<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses('IoU', counts, ({ tp, fp, fn }) => [tp, tp + fp + fn], options);
}

/**
 * Dice similarity coefficient (DSC, F1): 2 TP / (2 TP + FP + FN), the paper's eq. (22) without its misprint.
 *
 * @example
 * dice(counts, { only: [1] }); // of the foreground alone
 */
export function dice<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses('Dice', counts, ({ tp, fp, fn }) => [2 * tp, 2 * tp + fp + fn], options);
}

/** Sensitivity (recall, true positive rate): TP / (TP + FN), eq. (20). */
export function sensitivity<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses('sensitivity', counts, ({ tp, fn }) => [tp, tp + fn], options);
}

/** Specificity (true negative rate): TN / (TN + FP), eq. (21). */
export function specificity<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses('specificity', counts, ({ tn, fp }) => [tn, tn + fp], options);
}

/** Precision (positive predictive value): TP / (TP + FP). */
export function precision<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses('precision', counts, ({ tp, fp }) => [tp, tp + fp], options);
}

/** Options of `fBeta` and `scores`. */
export interface FBetaOptions<R extends Reduction = Reduction> extends ScoreOptions<R> {
  /** Sensitivity counts this many times as much as precision. Default 1, where F-beta is Dice. */
  beta?: number;
}

/**
 * F-beta: (1 + b2) TP / ((1 + b2) TP + b2 FN + FP) with b2 = beta squared.
 *
 * @throws {MetricsError} `invalid-argument` unless beta is finite and at least 0
 */
export function fBeta<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: FBetaOptions<R> = {},
): Score<R> {
  checkOptions('fBeta', options, { beta: 1, reduction: 1, zeroDivision: 1, only: 1 });
  const { beta = 1, ...shared } = options;
  if (!Number.isFinite(beta) || beta < 0) {
    throw new MetricsError('invalid-argument', `beta is ${beta}. It must be finite and at least 0.`);
  }
  const b2 = beta * beta;
  return reduceClasses(
    `F-beta (beta ${beta})`,
    counts,
    ({ tp, fp, fn }) => [(1 + b2) * tp, (1 + b2) * tp + b2 * fn + fp],
    shared,
  );
}

/** Volume similarity: 1 - |FN - FP| / (2 TP + FP + FN). Compares sizes only: 1 does not mean overlap. */
export function volumeSimilarity<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: ScoreOptions<R> = {},
): Score<R> {
  return reduceClasses(
    'volume similarity',
    counts,
    ({ tp, fp, fn }) => [2 * tp + fp + fn - Math.abs(fn - fp), 2 * tp + fp + fn],
    options,
  );
}
