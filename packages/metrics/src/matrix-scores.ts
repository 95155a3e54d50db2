/** Scores of the whole confusion matrix. There is nothing to reduce; values agree with scikit-learn. */
import { checkOptions } from './check-options.js';
import { sensitivity } from './class-scores.js';
import { type ConfusionCounts, checkCounts } from './confusion-counts.js';
import { divide, type ZeroDivision } from './reduction.js';

/** Options of the scores of a whole matrix. */
export interface MatrixScoreOptions {
  /** What 0/0 is. Default `'undefined'`. */
  zeroDivision?: ZeroDivision;
}

/** What the matrix scores share: the pixels in all, on the diagonal, and per row (truth) and column (prediction). */
function margins(counts: ConfusionCounts) {
  checkCounts(counts);
  const { classes, matrix, total } = counts;
  const truths = new Float64Array(classes);
  const predictions = new Float64Array(classes);
  let correct = 0;
  for (let truth = 0; truth < classes; truth++) {
    correct += matrix[truth * classes + truth];
    for (let prediction = 0; prediction < classes; prediction++) {
      truths[truth] += matrix[truth * classes + prediction];
      predictions[prediction] += matrix[truth * classes + prediction];
    }
  }
  // As shares of all pixels: products of counts would leave the exact range of float64.
  const dot = (a: Float64Array, b: Float64Array) =>
    a.reduce((sum, value, i) => sum + (value / total) * (b[i] / total), 0);
  return { total, correct, truths, predictions, dot };
}

/** Share of all pixels that have the right class. Dominated by the background where lesions are small. */
export function accuracy(counts: ConfusionCounts, options: MatrixScoreOptions = {}): number | undefined {
  const { zeroDivision = 'undefined' } = checkOptions('accuracy', options, { zeroDivision: 1 });
  const { correct, total } = margins(counts);
  return divide([correct, total], zeroDivision, 'accuracy');
}

/**
 * Mean sensitivity over the classes that occur in the truth. For two classes (sensitivity + specificity) / 2.
 * Classes without a true pixel are left out unless `zeroDivision` gives them a value.
 */
export function balancedAccuracy(
  counts: ConfusionCounts,
  options: MatrixScoreOptions = {},
): number | undefined {
  return sensitivity(counts, checkOptions('balancedAccuracy', options, { zeroDivision: 1 }));
}

/** Cohen's kappa: (accuracy - chance) / (1 - chance), chance being the agreement of the two label shares. */
export function kappa(counts: ConfusionCounts, options: MatrixScoreOptions = {}): number | undefined {
  const { zeroDivision = 'undefined' } = checkOptions('kappa', options, { zeroDivision: 1 });
  const { correct, total, truths, predictions, dot } = margins(counts);
  if (total === 0) return divide([0, 0], zeroDivision, 'kappa');
  const chance = dot(truths, predictions);
  return divide([correct / total - chance, 1 - chance], zeroDivision, 'kappa');
}

/** Matthews correlation coefficient, for any number of classes (Gorodkin's R_K). */
export function mcc(counts: ConfusionCounts, options: MatrixScoreOptions = {}): number | undefined {
  const { zeroDivision = 'undefined' } = checkOptions('mcc', options, { zeroDivision: 1 });
  const { correct, total, truths, predictions, dot } = margins(counts);
  if (total === 0) return divide([0, 0], zeroDivision, 'MCC');
  // One class alone in the truth or the prediction has no variance. Asked exactly: the rounded product may miss 0.
  const constant = truths.includes(total) || predictions.includes(total);
  const covariance = correct / total - dot(truths, predictions);
  const variances = constant ? 0 : (1 - dot(truths, truths)) * (1 - dot(predictions, predictions));
  return divide([covariance, Math.sqrt(variances)], zeroDivision, 'MCC');
}
