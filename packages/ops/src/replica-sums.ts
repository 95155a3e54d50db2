/** What batch normalization exchanges with the other replicas. */
import { type Tensor, type Tensor1D, tensor1d } from '@tensorflow/tfjs-core';
import type { BatchMoments } from './batch-moments.js';
import type { ReplicaGroup } from './replicas.js';

/** The moments of all replicas' pixels together. */
export function momentsOfAll({ mean, variance, count }: BatchMoments, group: ReplicaGroup): BatchMoments {
  const channels = mean.size;
  const sums = new Float64Array(2 * channels + 1);
  const means = mean.dataSync();
  const variances = variance.dataSync();
  for (let c = 0; c < channels; c++) {
    sums[c] = count * means[c];
    sums[channels + c] = count * (variances[c] + means[c] ** 2);
  }
  sums[2 * channels] = count;
  group.addUp(sums);
  const total = sums[2 * channels];
  const allMeans = sums.slice(0, channels).map((sum) => sum / total);
  const allVariances = allMeans.map((value, c) => Math.max(0, sums[channels + c] / total - value ** 2));
  return {
    mean: tensor1d(Float32Array.from(allMeans)),
    variance: tensor1d(Float32Array.from(allVariances)),
    count: total,
  };
}

/**
 * Sums of gradients over all replicas, weighted by their pixels and relative to this one's: each replica's loss is a mean
 * over its own part of the batch, and the gradients are averaged by the sizes of the parts.
 */
export function addUpWeighted(sums: Float64Array, pixels: number, group: ReplicaGroup): void {
  for (let i = 0; i < sums.length; i++) sums[i] *= pixels;
  group.addUp(sums);
  for (let i = 0; i < sums.length; i++) sums[i] /= pixels;
}

/** The same for [channels] tensors. */
export function sumsOfAll(own: Tensor[], pixels: number, group: ReplicaGroup): Tensor1D[] {
  const channels = own[0].size;
  const sums = new Float64Array(own.length * channels);
  for (const [i, tensor] of own.entries()) sums.set(tensor.dataSync(), i * channels);
  addUpWeighted(sums, pixels, group);
  return own.map((_, i) => tensor1d(Float32Array.from(sums.subarray(i * channels, (i + 1) * channels))));
}
