/** The slices of an axial view through the network. */
import type { PixelArray, Volume } from '@miniseg/data';
import { type Normalization, type SlicePredictor, type SlidingWindow, segmentVolume } from '@miniseg/model';
import { greyPixels } from './grey-pixels.js';
import type { GreyRange } from './grey-scale.js';
import type { Slices } from './slices.js';

export interface SegmentViewOptions {
  normalization: Normalization;
  /** Side for the network; default: the slices' own size, with square pixels. */
  size?: number;
  slidingWindow?: SlidingWindow;
  range: GreyRange;
  onSlice?: (done: number, total: number) => void;
  /** Every slice's values, while they are at hand. */
  onPixels?: (slice: number, pixels: PixelArray) => void;
}

/** Pixels that differ more than this in height and width are made square for the network. */
const UNEVEN = 1.05;
const LARGEST_SIDE = 2048;

/**
 * Holds a few slices at a time. Slices become 8-bit grey first, as the pictures that the network was trained on.
 *
 * @returns A label for each voxel of the view, and the number of classes.
 */
export async function segmentView(
  predictor: SlicePredictor,
  view: Slices,
  { normalization, size, slidingWindow, range, onSlice, onPixels }: SegmentViewOptions,
): Promise<{ labels: Uint8Array; classes: number }> {
  const [, height, width] = view.shape;
  const grey = greyPixels(range);
  const slice = async (index: number) => {
    const pixels = await view.slice(index);
    onPixels?.(index, pixels);
    return { data: grey(pixels), width, height, white: 255 };
  };
  const inputSize = size ?? (slidingWindow ? undefined : squarePixels(view));
  return segmentVolume(
    predictor,
    { shape: view.shape, slice },
    { normalization, inputSize, slidingWindow, onProgress: ({ done, total }) => onSlice?.(done, total) },
  );
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
