/** A slice as the network takes it, the same pixels that `miniseg segment` makes. */
import { type Volume, windowTo8bit } from '@miniseg/data';
import type { NetworkSlice } from '../shared/types.js';
import type { Study } from './read-study.js';

/** Pixels that differ more than this in height and width are made square for the network. */
const UNEVEN = 1.05;
const LARGEST_SIDE = 2048;

export function networkSlice({ input, view, grey }: Study, slice: number): NetworkSlice {
  const [, height, width] = view.volume.shape;
  const values = sliceOf(view.volume, slice);
  const [low, high] = grey.range;
  if (input.kind === 'picture') {
    return { data: values.slice() as NetworkSlice['data'], width, height, white: high };
  }
  const data = windowTo8bit(values, { center: (low + high) / 2, width: high - low });
  return { data, width, height, white: 255, inputSize: squarePixels(view.volume) };
}

export function sliceOf({ data, shape }: Pick<Volume, 'data' | 'shape'>, slice: number): Volume['data'] {
  const plane = shape[1] * shape[2];
  return data.subarray(slice * plane, (slice + 1) * plane);
}

/** Rows and columns at the finer of both spacings; undefined where they are alike, or where that would be huge. */
export function squarePixels({
  shape,
  spacing,
}: Pick<Volume, 'shape' | 'spacing'>): [number, number] | undefined {
  const finer = Math.min(spacing[1], spacing[2]);
  if (Math.max(spacing[1], spacing[2]) < UNEVEN * finer) return undefined;
  const sides = [1, 2].map((axis) => Math.round((shape[axis] * spacing[axis]) / finer)) as [number, number];
  return Math.max(...sides) > LARGEST_SIDE ? undefined : sides;
}
