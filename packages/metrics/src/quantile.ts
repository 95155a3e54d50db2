/** Quantiles by linear interpolation between order statistics. */
import { MetricsError } from './errors.js';

/**
 * The p-quantile of values in ascending order: linear interpolation at position p (n - 1), which is NumPy's default,
 * R's type 7, and what MedPy and MONAI use for HD95.
 *
 * @param p from 0 to 1
 * @throws {MetricsError} `invalid-argument` for another p or no values
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (!(p >= 0 && p <= 1) || sorted.length === 0) {
    throw new MetricsError(
      'invalid-argument',
      `The ${p}-quantile of ${sorted.length} values does not exist. p must lie in [0, 1] and there must be a value.`,
    );
  }
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
