/** The slices of an axial view through the network. */

import { type SlicePredictor, type SlidingWindow, segmentVolume } from '@miniseg/compile';
import type { PixelArray } from '@miniseg/formats';
import type { Normalization } from '@miniseg/model';
import { greyPixels, networkSides } from '@miniseg/scan';
import type { GreyRange } from '../volumes/grey-scale.js';
import type { Slices } from './slices.js';

export interface SegmentViewOptions {
  normalization: Normalization;
  /** Side for the network; default: `trainedSize`, else the slices' own size, both with square pixels. */
  size?: number;
  trainedSize?: number;
  slidingWindow?: SlidingWindow;
  range: GreyRange;
  onSlice?: (done: number, total: number) => void;
  /** Every slice's values, while they are at hand. */
  onPixels?: (slice: number, pixels: PixelArray) => void;
}

/**
 * Holds a few slices at a time. Slices become 8-bit grey first, as the pictures that the network was trained on.
 *
 * @returns A label for each voxel of the view, and the number of classes.
 */
export async function segmentView(
  predictor: SlicePredictor,
  view: Slices,
  { normalization, size, trainedSize, slidingWindow, range, onSlice, onPixels }: SegmentViewOptions,
): Promise<{ labels: Uint8Array; classes: number }> {
  const [, height, width] = view.shape;
  const grey = greyPixels(range);
  const slice = async (index: number) => {
    const pixels = await view.slice(index);
    onPixels?.(index, pixels);
    return { data: grey(pixels), width, height, white: 255 };
  };
  const inputSize = size ?? (slidingWindow ? undefined : networkSides(view, trainedSize));
  return segmentVolume(
    predictor,
    { shape: view.shape, slice },
    { normalization, inputSize, slidingWindow, onProgress: ({ done, total }) => onSlice?.(done, total) },
  );
}
