import type { Volume } from './volume.js';

/**
 * Cubic millimeters of one voxel: |det(direction)| times the product of the spacings, so that voxels of a tilted
 * gantry, which are no boxes, count as what they are.
 *
 * @returns Undefined where the file does not say how large a voxel is.
 * @example
 * const one = voxelVolume(scan);
 * const milliliters = one === undefined ? undefined : (count * one) / 1000;
 */
export function voxelVolume({
  spacing,
  direction,
  assumedSpacing,
}: Pick<Volume, 'spacing' | 'direction' | 'assumedSpacing'>): number | undefined {
  if (assumedSpacing?.some(Boolean)) return undefined;
  const [[a, b, c], [d, e, f], [g, h, i]] = direction;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return Math.abs(determinant) * spacing[0] * spacing[1] * spacing[2];
}
