import type { NiftiForms } from '../volume/nifti-forms.js';
import type { Vector3, Volume } from '../volume/volume.js';
import { niftiGeometry } from './nifti-geometry.js';
import { nearestQuaternion } from './quaternion.js';

/**
 * How a volume's header says where it lies. A volume that was read from NIfTI, and has not been moved since, keeps its
 * header's fields: what they leave open stays open, and what they say in two ways stays so. For any other the sform
 * holds the full matrix, and the qform the nearest rotation, which is the same where the axes are perpendicular (ITK
 * reads nothing else). A volume whose file said nothing of its place has neither: both codes are 0.
 */
export function formsFor(volume: Omit<Volume, 'data' | 'unit' | 'notes'>): NiftiForms {
  const { forms, spacing, assumedSpacing } = volume;
  if (forms && lies(volume, niftiGeometry(forms))) return forms;
  const matrix = rasMatrix(volume);
  const { quaternion, handedness } = nearestQuaternion(matrix);
  const code = assumedSpacing?.every(Boolean) ? 0 : 1;
  return {
    qformCode: code,
    qform: [...quaternion, matrix[3], matrix[7], matrix[11]],
    sformCode: code,
    sform: matrix,
    pixdim: [handedness, spacing[2], spacing[1], spacing[0], 1, 1, 1, 1],
    units: MILLIMETERS,
  };
}

const MILLIMETERS = 2;

type Place = Pick<Volume, 'spacing' | 'origin' | 'direction'>;

function lies(one: Place, other: Place): boolean {
  const numbers = ({ spacing, origin, direction }: Place) => [...spacing, ...origin, ...direction.flat()];
  const expected = numbers(other);
  return numbers(one).every((value, at) => Math.abs(value - expected[at]) <= 1e-9 * (1 + Math.abs(value)));
}

/** Three rows of four: columns i, j, k and origin, in RAS. */
function rasMatrix({ spacing, origin, direction }: Place): number[] {
  const axis = (index: number): Vector3 => direction[index].map((value) => value * spacing[index]) as Vector3;
  const columns = [axis(2), axis(1), axis(0), origin];
  return [-1, -1, 1].flatMap((sign, row) => columns.map((column) => sign * column[row] + 0));
}
