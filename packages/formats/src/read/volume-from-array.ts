import { FormatError } from '../errors.js';
import type { NumericArray } from '../npy/read-npy.js';
import { described } from '../to-bytes.js';
import { isPixelArray } from '../volume/check-volume.js';
import type { Vector3, Volume } from '../volume/volume.js';

/**
 * A bare array as a volume: two axes are a slice, three are (slice, row, column). It has no geometry, so voxels are
 * 1 mm, marked as assumed, and the axes those of the patient.
 *
 * @throws {FormatError} `geometry` for other numbers of axes
 */
export function volumeFromArray(array: NumericArray): Volume {
  const { data, shape } = (array ?? {}) as NumericArray;
  if (!isPixelArray(data) || !Array.isArray(shape)) {
    throw new FormatError(
      'invalid-argument',
      `volumeFromArray takes { data, shape }, a typed array and the sizes of its axes, and got ${described(array)}.`,
    );
  }
  if (shape.length < 2 || shape.length > 3) {
    throw new FormatError(
      'geometry',
      `An array of shape (${shape.join(', ')}) is no volume: (row, column) or (slice, row, column) is. Read it with readNpy, and choose the part that is.`,
    );
  }
  return {
    data,
    shape: (shape.length === 2 ? [1, ...shape] : shape) as Vector3,
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ],
    unit: 'unknown',
    assumedSpacing: [true, true, true],
  };
}
