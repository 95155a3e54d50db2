import type { Tensor1D } from '@tensorflow/tfjs-core';

/** Moments of a batch, as `batchMoments` gives them. */
export interface BatchMoments {
  /** [channels] */
  mean: Tensor1D;
  /** [channels], divided by N. */
  variance: Tensor1D;
  /** N = batch * height * width. */
  count: number;
}
