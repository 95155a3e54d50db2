/** All overlap scores of a confusion matrix at once. */
import { checkOptions } from './check-options.js';
import {
  dice,
  type FBetaOptions,
  fBeta,
  iou,
  precision,
  sensitivity,
  specificity,
  volumeSimilarity,
} from './class-scores.js';
import type { ConfusionCounts } from './confusion-counts.js';
import { accuracy, balancedAccuracy, kappa, mcc } from './matrix-scores.js';
import type { Reduction, Score } from './reduction.js';

/** The scores that have a value per class. */
export type ClassScoreName =
  | 'iou'
  | 'dice'
  | 'sensitivity'
  | 'specificity'
  | 'precision'
  | 'fBeta'
  | 'volumeSimilarity';

/** What `scores` returns. */
export interface Scores<R extends Reduction = Reduction> extends Record<ClassScoreName, Score<R>> {
  accuracy: number | undefined;
  balancedAccuracy: number | undefined;
  kappa: number | undefined;
  mcc: number | undefined;
  /** Per score, the classes whose value is 0/0, whatever `zeroDivision` makes of it. Scores without any are absent. */
  zeroDivisions: Partial<Record<ClassScoreName, number[]>>;
}

/**
 * Every score of the package from one set of counts.
 *
 * @param options `reduction` (default `'macro'`), `zeroDivision` (default `'undefined'`), `only`, `beta` (default 1).
 * Accuracy, balanced accuracy, kappa and MCC are of the whole matrix, whatever `reduction` and `only`.
 * @throws {MetricsError} `zero-division` under that policy, `invalid-argument`, `label-range`
 *
 * @example
 * const { iou, dice, mcc } = scores(confusion(prediction, truth, { classes: 2 }));
 */
export function scores<R extends Reduction = 'macro'>(
  counts: ConfusionCounts,
  options: FBetaOptions<R> = {},
): Scores<R> {
  checkOptions('scores', options, { beta: 1, reduction: 1, zeroDivision: 1, only: 1 });
  const { beta, ...shared } = options;
  const classScores = { iou, dice, sensitivity, specificity, precision, fBeta, volumeSimilarity };
  const names = Object.keys(classScores) as ClassScoreName[];
  const zeroDivisions: Scores['zeroDivisions'] = {};
  const values = {} as Record<ClassScoreName, Score<R>>;
  for (const name of names) {
    const own = name === 'fBeta' ? options : shared;
    values[name] = classScores[name](counts, own);
    const perClass = classScores[name](counts, { ...own, reduction: 'none', zeroDivision: 'undefined' });
    const classes = options.only ?? perClass.map((_, label) => label);
    const undefinedClasses = classes.filter((_, i) => perClass[i] === undefined);
    if (undefinedClasses.length > 0) zeroDivisions[name] = undefinedClasses;
  }
  const { zeroDivision } = options;
  return {
    ...values,
    accuracy: accuracy(counts, { zeroDivision }),
    balancedAccuracy: balancedAccuracy(counts, { zeroDivision }),
    kappa: kappa(counts, { zeroDivision }),
    mcc: mcc(counts, { zeroDivision }),
    zeroDivisions,
  };
}
