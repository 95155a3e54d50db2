/** 2-D slices of a volume along any axis, alone or with their neighbors as channels (2.5-D). */

import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { check, checkOptions } from '../check-options.js';
import { checkShape, checkVolume } from '../check-values.js';
import { DataError } from '../errors.js';
import { arrayLike } from './like.js';

/** The axis of a volume that a slice is cut across. */
export type SliceAxis = 'slice' | 'row' | 'column';

/** A slice of a volume, alone or with its neighbors as channels. */
export interface PlanarImage<T extends PixelArray = PixelArray> {
  width: number;
  height: number;
  channels: number;
  /** Row by row, channels interleaved (HWC). */
  data: T;
}

/** Number of slices that `extractSlice` can cut along an axis. */
export function sliceCount(volume: Pick<Volume, 'shape'>, axis: SliceAxis = 'slice'): number {
  checkShape(volume?.shape, 'The shape of the volume');
  return volume.shape[axisIndex(axis)];
}

function axisIndex(axis: SliceAxis): 0 | 1 | 2 {
  check(['slice', 'row', 'column'].includes(axis), 'axis', axis, "it is 'slice', 'row' or 'column'");
  return axis === 'slice' ? 0 : axis === 'row' ? 1 : 2;
}

/**
 * One slice: along 'slice' an image of rows x columns (axial, for usual CT), along 'row' slices x columns (coronal),
 * along 'column' slices x rows (sagittal). `neighbors` slices on each side become further channels, in rising order,
 * the slice itself in the middle; beyond the ends the outermost slice is repeated.
 *
 * @throws {DataError} `invalid-argument` for an index outside the volume or a negative neighbor count
 *
 * @example
 * extractSlice(volume, 10); // 1 channel
 * extractSlice(volume, 10, { neighbors: 1 }); // channels: slices 9, 10, 11
 * extractSlice(volume, 80, { axis: 'row' }); // coronal
 */
export function extractSlice(
  volume: Pick<Volume, 'data' | 'shape'>,
  index: number,
  options: { axis?: SliceAxis; neighbors?: number } = {},
): PlanarImage {
  checkVolume(volume);
  const { axis = 'slice', neighbors = 0 } = checkOptions('extractSlice', options, { axis: 1, neighbors: 1 });
  const along = axisIndex(axis);
  const count = volume.shape[along];
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new DataError(
      'invalid-argument',
      `slice ${index} along '${axis}'; give an integer from 0 to ${count - 1}.`,
    );
  }
  if (!Number.isInteger(neighbors) || neighbors < 0) {
    throw new DataError('invalid-argument', `neighbors is ${neighbors}; give 0 or a positive integer.`);
  }
  const { shape, data } = volume;
  const stride = [shape[1] * shape[2], shape[2], 1] as const;
  const [down, across] = ([0, 1, 2] as const).filter((n) => n !== along) as [0 | 1 | 2, 0 | 1 | 2];
  const height = shape[down];
  const width = shape[across];
  const channels = 2 * neighbors + 1;
  const result = arrayLike(data, height * width * channels);
  for (let channel = 0; channel < channels; channel++) {
    const at = Math.min(Math.max(index + channel - neighbors, 0), count - 1);
    for (let row = 0; row < height; row++) {
      let from = at * stride[along] + row * stride[down];
      let to = row * width * channels + channel;
      for (let column = 0; column < width; column++, from += stride[across], to += channels) {
        result[to] = data[from];
      }
    }
  }
  return { width, height, channels, data: result };
}
