import type { Tensor1D } from '@tensorflow/tfjs-core';

/** Moments of a batch, as `batchMoments` gives them. */
export interface BatchMoments {
  /** [channels] */
  mean: Tensor1D;
  /** [channels], divided by N. */
  variance: Tensor1D;
  /** N = batch * height * width, of all replicas together where a replica group is set. */
  count: number;
}
