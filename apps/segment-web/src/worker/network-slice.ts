/** A slice as the network takes it, the same pixels that `miniseg segment` makes. */
import type { Volume } from '@miniseg/formats';
import { networkSides } from '@miniseg/scan';
import type { NetworkSlice } from '../shared/types.js';
import type { Study } from './read-study.js';

/** @param trainedSize Side of the slices that the network learned from, where its weights remember it. */
export function networkSlice(
  { input, view, grey, pixels }: Study,
  slice: number,
  trainedSize?: number,
): NetworkSlice {
  const [, height, width] = view.volume.shape;
  const values = sliceOf(view.volume, slice);
  const inputSize = networkSides(view.volume, trainedSize);
  if (input.kind === 'picture') {
    return { data: values.slice() as NetworkSlice['data'], width, height, white: grey.range[1], inputSize };
  }
  return { data: pixels(values), width, height, white: 255, inputSize };
}

export function sliceOf({ data, shape }: Pick<Volume, 'data' | 'shape'>, slice: number): Volume['data'] {
  const plane = shape[1] * shape[2];
  return data.subarray(slice * plane, (slice + 1) * plane);
}
