import { FormatError } from '../errors.js';
import type { PixelArray, Volume } from './volume.js';

/**
 * The values of one slice: a view, not a copy.
 *
 * @throws {FormatError} `invalid-argument` for a slice that the volume does not have
 */
export function sliceOf({ data, shape }: Pick<Volume, 'data' | 'shape'>, slice: number): PixelArray {
  const [slices, rows, columns] = shape;
  if (!(Number.isInteger(slice) && slice >= 0 && slice < slices) || data.length !== slices * rows * columns) {
    throw new FormatError(
      'invalid-argument',
      `Slice ${slice} was asked for of a volume of ${shape.join(' x ')} with ${data.length} voxels.`,
    );
  }
  return data.subarray(slice * rows * columns, (slice + 1) * rows * columns);
}
