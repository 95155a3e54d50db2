/** Channels cut out of a map, and the adjoint. */
import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';

export function cutChannels(x: Tensor4D, start: number, count: number): Tensor4D {
  return slice(x, [0, 0, 0, start], [-1, -1, -1, count]);
}

export function withZeroChannels(x: Tensor4D, before: number, after: number): Tensor4D {
  return pad(x, [
    [0, 0],
    [0, 0],
    [0, 0],
    [before, after],
  ]);
}
