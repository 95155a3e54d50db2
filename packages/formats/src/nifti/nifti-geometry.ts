import type { NiftiForms } from '../volume/nifti-forms.js';
import type { Vector3, Volume } from '../volume/volume.js';

type Geometry = Pick<Volume, 'spacing' | 'origin' | 'direction' | 'assumedSpacing'>;

const MILLIMETERS_PER_UNIT: Record<number, number> = { 1: 1000, 2: 1, 3: 0.001 };

/**
 * Spacing, origin and direction of a NIfTI image. NIfTI's world is RAS (x to the right, y to the front), a
 * {@link Volume}'s is LPS: x and y change sign. Its axes i, j, k are a volume's column, row, slice.
 *
 * The sform is used where its code is set, then the qform, then the voxel sizes alone (axes along right, front
 * and up from the origin). A matrix with an axis of no length, or with a value that is no number, is passed over.
 */
export function niftiGeometry(forms: NiftiForms): Geometry {
  const { matrix, source } = chosenForm(forms);
  const scale = MILLIMETERS_PER_UNIT[forms.units & 7] ?? 1;
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
  const origin = column(3).map((value) => value + 0) as Vector3;
  const [i, j, k] = forms.pixdim.slice(1, 4).map((size) => !isLength(size));
  const assumed = source !== 'sform' && (i || j || k);
  return { spacing, origin, direction, ...(assumed ? { assumedSpacing: [k, j, i] } : {}) };
}

/** What the header leaves open or says twice, in sentences. */
export function niftiNotes(forms: NiftiForms, [i, j, k]: number[]): string[] {
  const notes: string[] = [];
  const { source } = chosenForm(forms);
  if (source === 'pixdim') {
    notes.push(
      'The NIfTI header does not say how the image lies in the patient (no form code is set): its axes were taken to point right, to the front and up. Other programs may take them otherwise; masks carry the same header.',
    );
  }
  const qform = qformMatrix(forms);
  if (source === 'sform' && forms.qformCode > 0 && isUsable(qform)) {
    const corners = [0, i - 1].flatMap((x) => [0, j - 1].flatMap((y) => [0, k - 1].map((z) => [x, y, z])));
    const apart = Math.max(...corners.map((corner) => distance(at(forms.sform, corner), at(qform, corner))));
    const [, ...sizes] = forms.pixdim.slice(0, 4).map(Math.abs);
    if (apart > DISAGREE * Math.min(...sizes.filter(isLength))) {
      notes.push(
        `The two forms of the NIfTI header disagree, by up to ${Number(apart.toPrecision(3))} at a corner of the image: the sform was used. Programs that take the qform show the image, and its mask, elsewhere; masks carry both forms.`,
      );
    }
  }
  if (forms.pixdim.slice(1, 4).some((size) => size < 0)) {
    notes.push(
      'The NIfTI header has negative voxel sizes, which programs read differently; their absolute values were used, and masks carry the same header.',
    );
  }
  if (niftiGeometry(forms).assumedSpacing) {
    notes.push('The NIfTI header does not say how large voxels are, so that no volume follows from it.');
  }
  return notes;
}

/** Voxels by which forms may differ: 32-bit quaternions are off by less. */
const DISAGREE = 0.05;

function at(matrix: number[], [x, y, z]: number[]): number[] {
  return [0, 4, 8].map(
    (row) => matrix[row] * x + matrix[row + 1] * y + matrix[row + 2] * z + matrix[row + 3],
  );
}

function distance(one: number[], other: number[]): number {
  return Math.hypot(...one.map((value, axis) => value - other[axis]));
}

function chosenForm(forms: NiftiForms): { matrix: number[]; source: 'sform' | 'qform' | 'pixdim' } {
  if (forms.sformCode > 0 && isUsable(forms.sform)) return { matrix: forms.sform, source: 'sform' };
  const matrix = qformMatrix(forms);
  if (forms.qformCode > 0 && isUsable(matrix)) return { matrix, source: 'qform' };
  return { matrix: scaling(forms.pixdim), source: 'pixdim' };
}

/** Method 2 of nifti1.h: a unit quaternion (a from b, c, d), voxel sizes, and the handedness in pixdim[0]. */
function qformMatrix({ qform, pixdim }: NiftiForms): number[] {
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
    return isLength(length) ? length : 1;
  });
}

function isLength(size: number): boolean {
  return Math.abs(size) > 0 && Number.isFinite(size);
}

function isUsable(matrix: number[]): boolean {
  const length = (axis: number) => Math.hypot(matrix[axis], matrix[4 + axis], matrix[8 + axis]);
  return matrix.every(Number.isFinite) && [0, 1, 2].every((axis) => length(axis) > 0);
}
