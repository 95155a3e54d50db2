import type { Volume } from '@miniseg/formats/volume';

/**
 * The volume of one voxel in mL: the determinant of the matrix from indices to millimeters, as the axes of a tilted
 * gantry are not perpendicular.
 */
export function voxelMilliliters({ spacing, direction }: Pick<Volume, 'spacing' | 'direction'>): number {
  const [[a, b, c], [d, e, f], [g, h, i]] = direction;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  return (Math.abs(determinant) * spacing[0] * spacing[1] * spacing[2]) / 1000;
}
