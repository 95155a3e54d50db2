import { gzipSync } from 'fflate';
import { scalarTypeOf, scalarWidth } from '../bytes/scalars.js';
import { FormatError } from '../errors.js';
import { checkVolume } from '../volume/check-volume.js';
import type { Vector3, Volume } from '../volume/volume.js';
import { NIFTI_TYPE_CODES } from './nifti-header.js';

export interface WriteNiftiOptions {
  /** Default true: a .nii.gz file. */
  gzip?: boolean;
  /** Marks the voxels as labels (intent code 1002), so that viewers do not interpolate them. Default false. */
  labels?: boolean;
}

const HEADER = 352;

/**
 * A NIfTI-1 file of the volume's values and geometry, which programs that read NIfTI place where the input was:
 * the sform holds the full matrix, the qform the same where the axes are perpendicular.
 *
 * @throws FormatError `invalid-argument` where shape and data do not fit, `unsupported` beyond 32767 voxels an axis
 * @example
 * const scan = await readVolume(bytes);
 * const file = writeNifti({ ...scan, data: labels, unit: 'unknown' }, { labels: true });
 */
export function writeNifti(volume: Volume, options: WriteNiftiOptions = {}): Uint8Array {
  checkVolume(volume);
  const { data, shape, spacing } = volume;
  if (Math.max(...shape) > 32767) {
    throw new FormatError(
      'unsupported',
      `NIfTI-1 has at most 32767 voxels an axis, and the volume is ${shape.join(' x ')}.`,
    );
  }
  const type = scalarTypeOf(data);
  const file = new Uint8Array(HEADER + data.byteLength);
  const view = new DataView(file.buffer);
  const shorts = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setInt16(at + 2 * index, value, true);
  };
  const floats = (at: number, values: number[]) => {
    for (const [index, value] of values.entries()) view.setFloat32(at + 4 * index, value, true);
  };
  const matrix = rasMatrix(volume);
  const { quaternion, handedness, perpendicular } = quaternionOf(matrix);

  view.setInt32(0, 348, true);
  shorts(40, [3, shape[2], shape[1], shape[0], 1, 1, 1, 1]);
  shorts(68, [options.labels ? 1002 : 0, NIFTI_TYPE_CODES[type] as number, 8 * scalarWidth(type)]);
  floats(76, [handedness, spacing[2], spacing[1], spacing[0], 1, 1, 1, 1]);
  floats(108, [HEADER, 1, 0]);
  file[123] = 2; // millimetres
  shorts(252, [perpendicular ? 1 : 0, 1]);
  floats(256, [...quaternion, matrix[3], matrix[7], matrix[11]]);
  floats(280, matrix);
  file.set([0x6e, 0x2b, 0x31], 344); // n+1
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), HEADER);
  return options.gzip === false ? file : gzipSync(file, { mtime: 0 });
}

/** Three rows of four: columns i, j, k and origin, in RAS. */
function rasMatrix({ spacing, origin, direction }: Volume): number[] {
  const axis = (index: number): Vector3 => direction[index].map((value) => value * spacing[index]) as Vector3;
  const columns = [axis(2), axis(1), axis(0), origin];
  return [-1, -1, 1].flatMap((sign, row) => columns.map((column) => sign * column[row] + 0));
}

/** The rotation of the matrix as quaternion b, c, d (nifti1.h), with the third axis flipped if it is left-handed. */
function quaternionOf(matrix: number[]) {
  const columns = [0, 1, 2].map((axis) => {
    const column = [matrix[axis], matrix[4 + axis], matrix[8 + axis]];
    const length = Math.hypot(...column);
    return column.map((value) => value / length);
  });
  const [i, j, k] = columns;
  const dot = (one: number[], other: number[]) => one.reduce((sum, value, at) => sum + value * other[at], 0);
  const cross = [i[1] * j[2] - i[2] * j[1], i[2] * j[0] - i[0] * j[2], i[0] * j[1] - i[1] * j[0]];
  const handedness = dot(cross, k) < 0 ? -1 : 1;
  const [r13, r23, r33] = k.map((value) => value * handedness);
  const [r11, r21, r31] = i;
  const [r12, r22, r32] = j;
  const perpendicular = [dot(i, j), dot(i, k), dot(j, k)].every((value) => Math.abs(value) < 1e-4);

  const trace = r11 + r22 + r33;
  const squares = [trace, r11 - r22 - r33, r22 - r11 - r33, r33 - r11 - r22].map((value) =>
    Math.max(0, 1 + value),
  );
  // The largest component is found from the diagonal, the others from it: no division by a small number.
  const largest = squares.indexOf(Math.max(...squares));
  const root = Math.sqrt(squares[largest]) / 2;
  const products = [
    [4 * root * root, r32 - r23, r13 - r31, r21 - r12],
    [r32 - r23, 4 * root * root, r12 + r21, r13 + r31],
    [r13 - r31, r12 + r21, 4 * root * root, r23 + r32],
    [r21 - r12, r13 + r31, r23 + r32, 4 * root * root],
  ][largest];
  const [a, ...bcd] = products.map((product) => product / (4 * root));
  return { quaternion: bcd.map((value) => (a < 0 ? -value : value) + 0), handedness, perpendicular };
}
