/** The running values of batch normalization. */
import { add, mul, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import type { BatchMoments } from './batch-moments.js';
import { unbiasedVariance } from './batch-norm.js';
import { unrecorded } from './unrecorded.js';

/**
 * The running mean and variance after a training step: `momentum` of the old ones, the rest of the batch's, of whose
 * variance the unbiased one. No gradient.
 */
export function movedMoments(
  running: { mean: Tensor; variance: Tensor },
  moments: BatchMoments,
  momentum: number,
): { mean: Tensor1D; variance: Tensor1D } {
  return unrecorded(() => {
    if (isAccelerated('MiniSegMovedMoments')) {
      const { mean, variance, count } = moments;
      const inputs = { mean, variance, runningMean: running.mean, runningVariance: running.variance };
      const moved = runAccelerated('MiniSegMovedMoments', inputs, { momentum, count }) as Tensor1D[];
      return { mean: moved[0], variance: moved[1] };
    }
    const move = (running: Tensor, batch: Tensor) =>
      add(mul(running, momentum), mul(batch, 1 - momentum)) as Tensor1D;
    return {
      mean: move(running.mean, moments.mean),
      variance: move(running.variance, unbiasedVariance(moments)),
    };
  });
}
