import {
  div,
  greater,
  max,
  mul,
  onesLike,
  type Scalar,
  sum,
  type Tensor,
  where,
} from '@tensorflow/tfjs-core';

export interface WeightedMean {
  /** sum(weights * values) / sum(weights); 0 where all weights are 0. */
  mean: Scalar;
  /** The sum of the weights as a product of factors, as it may be too large to be written down. */
  weightFactors: Scalar[];
}

/**
 * The weighted mean over all elements, where neither the sum of a million values nor that of their weights ever appears.
 * A phone's float16 textures end at 65,504, and one running float32 sum of a million values has lost three digits.
 *
 * Axis by axis, from the last: each row gives the weighted mean of its values and the sum of its weights, which is then
 * divided by the largest such sum. So values stay convex combinations of what they were, weights stay between 0 and 1,
 * and no sum exceeds the length of its axis. Nothing is added to a denominator: one that is 0 has a numerator of 0 and
 * is replaced by 1.
 *
 * @param values from 0 up
 * @param weights of the same shape, from 0 to 1
 */
export function weightedMean(values: Tensor, weights: Tensor): WeightedMean {
  const scale = orOne(max(values));
  const weightFactors: Scalar[] = [];
  let means = div(values, scale);
  let shares = weights;
  while (shares.rank > 0) {
    const sums = sum(shares, -1);
    means = div(sum(mul(shares, means), -1), orOne(sums));
    const largest = orOne(max(sums)) as Scalar;
    weightFactors.push(largest);
    shares = div(sums, largest);
  }
  return { mean: mul(means, scale), weightFactors };
}

/** x where it is above 0, else 1. */
export function orOne(x: Tensor): Tensor {
  return where(greater(x, 0), x, onesLike(x));
}

/** x divided by each factor in turn, so that their product is never formed. */
export function divideByFactors(x: Tensor, factors: readonly Tensor[]): Tensor {
  return factors.reduce<Tensor>((quotient, factor) => div(quotient, factor), x);
}
