/** The running values of batch normalization. */
import { add, mul, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import type { BatchMoments } from './batch-moments.js';
import { batchMoments, unbiasedVariance } from './batch-norm.js';
import { unrecorded } from './unrecorded.js';

interface RunningMoments {
  mean: Tensor;
  variance: Tensor;
}

/** `batchMoments(x)` and `movedMoments` of them, by one kernel where the backend has it. */
export function trainingMoments(
  x: Tensor4D,
  running: RunningMoments,
  momentum: number,
): { moments: BatchMoments; moved: { mean: Tensor1D; variance: Tensor1D } } {
  if (!isAccelerated('MiniSegTrainingMoments')) {
    const moments = batchMoments(x);
    return { moments, moved: movedMoments(running, moments, momentum) };
  }
  return unrecorded(() => {
    const inputs = { x, runningMean: running.mean, runningVariance: running.variance };
    const [mean, variance, ...moved] = runAccelerated('MiniSegTrainingMoments', inputs, {
      momentum,
    }) as Tensor1D[];
    const [batch, height, width] = x.shape;
    return {
      moments: { mean, variance, count: batch * height * width },
      moved: { mean: moved[0], variance: moved[1] },
    };
  });
}

/**
 * The running mean and variance after a training step: `momentum` of the old ones, the rest of the batch's, of whose
 * variance the unbiased one. No gradient.
 */
export function movedMoments(
  running: RunningMoments,
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
