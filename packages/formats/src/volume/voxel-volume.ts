import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import type { Volume } from './volume.js';

/**
 * Cubic millimeters of one voxel: |det(direction)| times the product of the spacings, so that voxels of a tilted
 * gantry, which are no boxes, count as what they are.
 *
 * @throws {FormatError} `invalid-argument` for what has no spacing and direction
 * @returns Undefined where the file does not say how large a voxel is.
 * @example
 * const one = voxelVolume(scan);
 * const milliliters = one === undefined ? undefined : (count * one) / 1000;
 */
export function voxelVolume(
  volume: Pick<Volume, 'spacing' | 'direction' | 'assumedSpacing'>,
): number | undefined {
  const { spacing, direction, assumedSpacing } = (volume ?? {}) as Partial<Volume>;
  if (!Array.isArray(spacing) || !Array.isArray(direction) || direction.length !== 3) {
    throw new FormatError(
      'invalid-argument',
      `voxelVolume takes the spacing and direction of a volume, and got ${described(volume)}.`,
    );
  }
  if (assumedSpacing?.some(Boolean)) return undefined;
  const [[a, b, c], [d, e, f], [g, h, i]] = direction;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return Math.abs(determinant) * spacing[0] * spacing[1] * spacing[2];
}
