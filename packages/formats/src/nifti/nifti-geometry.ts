import type { Vector3, Volume } from '../volume/volume.js';
import type { NiftiHeader } from './nifti-header.js';

type Geometry = Pick<Volume, 'spacing' | 'origin' | 'direction'>;

const MILLIMETRES_PER_UNIT: Record<number, number> = { 1: 1000, 2: 1, 3: 0.001 };

/**
 * Spacing, origin and direction of a NIfTI image. NIfTI's world is RAS (x to the right, y to the front), a
 * {@link Volume}'s is LPS: x and y change sign. Its axes i, j, k are a volume's column, row, slice.
 *
 * The sform is used where its code is set, then the qform, then the voxel sizes alone (axes along right, front
 * and up from the origin). A matrix with an axis of no length, or with a value that is no number, is passed over.
 */
export function niftiGeometry(header: NiftiHeader): Geometry {
  const candidates = [
    ...(header.sformCode > 0 ? [header.sform] : []),
    ...(header.qformCode > 0 ? [qformMatrix(header)] : []),
  ];
  const matrix = candidates.find(isUsable) ?? scaling(header.pixdim);
  const scale = MILLIMETRES_PER_UNIT[header.units & 7] ?? 1;
  const column = (axis: number): Vector3 => [
    -matrix[axis] * scale,
    -matrix[4 + axis] * scale,
    matrix[8 + axis] * scale,
  ];
  const axes = [column(2), column(1), column(0)];
  const spacing = axes.map((axis) => Math.hypot(...axis)) as Vector3;
  const direction = axes.map((axis, index) =>
    axis.map((value) => value / spacing[index] + 0),
  ) as Geometry['direction'];
  return { spacing, origin: column(3).map((value) => value + 0) as Vector3, direction };
}

/** Method 2 of nifti1.h: a unit quaternion (a from b, c, d), voxel sizes, and the handedness in pixdim[0]. */
function qformMatrix({ qform, pixdim }: NiftiHeader): number[] {
  let [b, c, d] = qform;
  const [, , , x, y, z] = qform;
  let a = 0;
  const rest = 1 - (b * b + c * c + d * d);
  if (rest > 1e-7) {
    a = Math.sqrt(rest);
  } else {
    // Rounding made it longer than 1: a half turn.
    const norm = Math.hypot(b, c, d);
    [b, c, d] = [b / norm, c / norm, d / norm];
  }
  const [i, j, size] = usableSizes(pixdim);
  const k = pixdim[0] < 0 ? -size : size;
  return [
    (a * a + b * b - c * c - d * d) * i,
    2 * (b * c - a * d) * j,
    2 * (b * d + a * c) * k,
    x,
    2 * (b * c + a * d) * i,
    (a * a + c * c - b * b - d * d) * j,
    2 * (c * d - a * b) * k,
    y,
    2 * (b * d - a * c) * i,
    2 * (c * d + a * b) * j,
    (a * a + d * d - b * b - c * c) * k,
    z,
  ];
}

function scaling(pixdim: number[]): number[] {
  const [i, j, k] = usableSizes(pixdim);
  return [i, 0, 0, 0, 0, j, 0, 0, 0, 0, k, 0];
}

function usableSizes(pixdim: number[]): number[] {
  return pixdim.slice(1, 4).map((size) => {
    const length = Math.abs(size);
    return length > 0 && length < Number.POSITIVE_INFINITY ? length : 1;
  });
}

function isUsable(matrix: number[]): boolean {
  const length = (axis: number) => Math.hypot(matrix[axis], matrix[4 + axis], matrix[8 + axis]);
  return matrix.every(Number.isFinite) && [0, 1, 2].every((axis) => length(axis) > 0);
}
