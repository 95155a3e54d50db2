import { FormatError } from '../errors.js';
import type { Volume } from './volume.js';

/**
 * Refuses a volume that no file can hold: writers call it first.
 *
 * @throws FormatError `invalid-argument`, naming what does not fit
 */
export function checkVolume({ data, shape, spacing, origin, direction }: Volume): void {
  const voxels = shape.reduce((product, size) => product * size, 1);
  if (
    shape.length !== 3 ||
    shape.some((size) => !(Number.isInteger(size) && size > 0)) ||
    voxels !== data.length
  ) {
    throw new FormatError(
      'invalid-argument',
      `The volume's shape ${shape.join(' x ')} needs ${voxels} voxels, and it has ${data.length}.`,
    );
  }
  if (spacing.some((length) => !(length > 0 && Number.isFinite(length)))) {
    throw new FormatError(
      'invalid-argument',
      `The volume's spacing must be positive millimetres, not ${spacing.join(', ')}.`,
    );
  }
  if (
    origin.some((value) => !Number.isFinite(value)) ||
    direction.flat().some((value) => !Number.isFinite(value))
  ) {
    throw new FormatError('invalid-argument', "The volume's origin and direction must be finite numbers.");
  }
}
