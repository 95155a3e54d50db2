import { div, max, maximum, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';
import { orOne } from './weighted-mean.js';

export interface ClassSums {
  /** The sums for each class, divided by all factors: `[classes]`, or `[classes, batch]`. */
  sums: Tensor[];
  /** In the shape of the sums. */
  factors: Tensor[];
}

/**
 * Sums over all axes but the class (and the batch, if `perImage`), scaled axis by axis so that none exceeds the length of
 * an axis: a phone's float16 textures end at 65,504. All sums of a class have the same scale, so that quotients of them
 * are what they were.
 *
 * @param parts tensors `[classes, batch, ...]` with values from 0 to 1
 */
export function classSums(parts: Tensor[], perImage: boolean): ClassSums {
  const kept = perImage ? 2 : 1;
  const factors: Tensor[] = [];
  let sums = parts;
  while (sums[0].rank > kept) {
    sums = sums.map((part) => sum(part, -1));
    const axes = spatialAxes(sums[0].rank, perImage);
    const largest = orOne(sums.map((part) => max(part, axes, true)).reduce((a, b) => maximum(a, b)));
    sums = sums.map((part) => div(part, largest));
    factors.push(largest);
  }
  return { sums, factors: factors.map((factor) => reshape(factor, sums[0].shape)) };
}

/** All axes of `[classes, batch, ...]` over which is summed. */
export function spatialAxes(rank: number, perImage: boolean): number[] {
  return [...Array(rank).keys()].slice(perImage ? 2 : 1);
}
