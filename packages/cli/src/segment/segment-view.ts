/** The slices of an axial view through the network, one by one. */
import { type Volume, windowTo8bit } from '@miniseg/data';
import { type Normalization, segment } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { GreyRange } from './grey-scale.js';

export interface SegmentViewOptions {
  normalization: Normalization;
  /** Side for the network; default: the slices' own size, with square pixels. */
  size?: number;
  range: GreyRange;
  onSlice?: (done: number, total: number) => void;
}

/** Pixels that differ more than this in height and width are made square for the network. */
const UNEVEN = 1.05;
const LARGEST_SIDE = 2048;

/**
 * Holds one slice's logits at a time. Slices become 8-bit grey first, as the pictures that the network was trained on.
 *
 * @returns A label for each voxel of the view, and the number of classes.
 */
export async function segmentView(
  model: LayersModel,
  view: Volume,
  { normalization, size, range, onSlice }: SegmentViewOptions,
): Promise<{ labels: Uint8Array; classes: number }> {
  const [slices, height, width] = view.shape;
  const plane = height * width;
  const labels = new Uint8Array(slices * plane);
  const inputSize = size ?? squarePixels(view);
  let classes = 0;
  for (let slice = 0; slice < slices; slice++) {
    const data = greyPixels(view.data.subarray(slice * plane, (slice + 1) * plane), range);
    const result = await segment(
      model,
      { data, width, height, white: 255 },
      { normalization, inputSize, probabilities: false },
    );
    labels.set(result.mask, slice * plane);
    classes = result.classes;
    onSlice?.(slice + 1, slices);
  }
  return { labels, classes };
}

export function greyPixels(data: Volume['data'], [low, high]: GreyRange): Uint8Array {
  return windowTo8bit(data, { center: (low + high) / 2, width: high - low });
}

/** Rows and columns at the finer of both spacings; undefined where they are alike, or where that would be huge. */
export function squarePixels({ shape, spacing }: Volume): [number, number] | undefined {
  const finer = Math.min(spacing[1], spacing[2]);
  if (Math.max(spacing[1], spacing[2]) < UNEVEN * finer) return undefined;
  const sides = [1, 2].map((axis) => Math.round((shape[axis] * spacing[axis]) / finer)) as [number, number];
  return Math.max(...sides) > LARGEST_SIDE ? undefined : sides;
}
