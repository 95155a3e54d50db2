import { checkCounts } from './class-weights.js';

/**
 * Class weights `w_c = total / (classes * count_c)`: every class weighs the same in the whole training set, and the mean
 * weight of its pixels is 1.
 *
 * @param counts pixels of each class over the training set, ignored ones left out
 * @throws {LossError} `weights` for counts that are zero, negative or not finite
 * @example
 * inverseFrequency([900, 100]); // [0.5556, 5]
 */
export function inverseFrequency(counts: ArrayLike<number>): number[] {
  const checked = checkCounts(counts, { positive: true });
  const total = checked.reduce((sum, count) => sum + count, 0);
  return checked.map((count) => total / (checked.length * count));
}
