import { checkOptions } from './check-options.js';
import { checkCounts } from './class-weights.js';
import { LossError } from './errors.js';

/**
 * Class weights `w_c = (1 - beta) / (1 - beta^count_c)`, scaled so that they add up to the number of classes. Between no
 * weighting (beta 0) and {@link inverseFrequency} (beta towards 1): counts far beyond 1 / (1 - beta) differ no more.
 *
 * @param counts pixels of each class over the training set, ignored ones left out
 * @throws {LossError} `weights` for counts that are zero, negative or not finite; `invalid-argument` unless 0 <= beta < 1
 * @example
 * effectiveNumber([2_300_000, 90_000], { beta: 0.999999 });
 * @see Cui et al., Class-Balanced Loss Based on Effective Number of Samples, 2019, eq. (2)
 */
export function effectiveNumber(counts: ArrayLike<number>, options: { beta?: number } = {}): number[] {
  const { beta = 0.9999 } = checkOptions('effectiveNumber', options, { beta: 1 });
  const checked = checkCounts(counts, { positive: true });
  if (!(beta >= 0 && beta < 1)) {
    throw new LossError(
      'invalid-argument',
      `beta is ${beta}. It lies between 0 and 1, 1 left out; 0.999 to 0.9999 are usual.`,
    );
  }
  // expm1 and log keep the digits that 1 - beta^count would lose.
  const weights = checked.map((count) => (1 - beta) / -Math.expm1(count * Math.log(beta)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (weight * weights.length) / sum);
}
