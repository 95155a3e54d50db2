import { checkOptions } from './check-options.js';
import { checkCounts } from './class-weights.js';
import { LossError } from './errors.js';

/**
 * Class weights `w_c = 1 / ln(offset + share_c)`, where `share_c` is the share of class c among all pixels. Weights lie
 * between 1 / ln(offset + 1) and 1 / ln(offset): 1.35 and 10.5 for the default, which is MiniSeg's.
 *
 * @param counts pixels of each class over the training set, ignored ones left out
 * @throws {LossError} `weights` for counts that are negative, not finite or all zero; `invalid-argument` unless `offset` exceeds 1
 * @example
 * const loss = crossEntropy({ classWeights: inverseLogFrequency([2_300_000, 90_000]) });
 * @see Paszke et al., ENet, 2016, section 5.2
 */
export function inverseLogFrequency(counts: ArrayLike<number>, options: { offset?: number } = {}): number[] {
  const { offset = 1.1 } = checkOptions('inverseLogFrequency', options, { offset: 1 });
  const checked = checkCounts(counts, { positive: false });
  if (!(offset > 1) || !Number.isFinite(offset)) {
    throw new LossError(
      'invalid-argument',
      `The offset is ${offset}. It exceeds 1, or rare classes would get negative weights.`,
    );
  }
  const total = checked.reduce((sum, count) => sum + count, 0);
  return checked.map((count) => 1 / Math.log(offset + count / total));
}
