/** Axes renamed and flipped until they point the asked way; no voxel changes its value or its place in the patient. */

import type { Vector3, Volume } from '@miniseg/formats/volume';
import { check } from '../check-options.js';
import { checkGrid, checkVolume } from '../check-values.js';
import { DataError } from '../errors.js';
import { arrayLike } from './like.js';

const LETTERS: Record<string, { coordinate: number; sign: 1 | -1 }> = {
  L: { coordinate: 0, sign: 1 },
  R: { coordinate: 0, sign: -1 },
  P: { coordinate: 1, sign: 1 },
  A: { coordinate: 1, sign: -1 },
  S: { coordinate: 2, sign: 1 },
  I: { coordinate: 2, sign: -1 },
};

/**
 * Three letters that say where the column, row and slice index grow: 'LPS' for usual axial CT (columns to the
 * patient's Left, rows to the back (Posterior), slices upwards (Superior)). The order is that of ITK and nibabel,
 * fastest index first. Oblique axes get the letter of the nearest one.
 */
export function orientationOf(volume: Pick<Volume, 'direction'>): string {
  checkDirection(volume?.direction);
  const axes = patientAxes(volume.direction);
  return [2, 1, 0]
    .map((axis) => {
      const coordinate = axes[axis];
      const sign = volume.direction[axis][coordinate] < 0 ? -1 : 1;
      return Object.keys(LETTERS).find(
        (l) => LETTERS[l].coordinate === coordinate && LETTERS[l].sign === sign,
      );
    })
    .join('');
}

function checkDirection(direction: Volume['direction']): void {
  const isDirection =
    Array.isArray(direction) && direction.length === 3 && direction.every((axis) => Array.isArray(axis));
  check(isDirection, 'The direction of the volume', direction, 'it is three vectors, one for each axis');
}

/** Which patient coordinate (0 x, 1 y, 2 z) each index axis follows most, each used once. */
function patientAxes(direction: Volume['direction']): number[] {
  const result = [-1, -1, -1];
  for (let round = 0; round < 3; round++) {
    let best = -1;
    let place: [number, number] = [0, 0];
    for (let axis = 0; axis < 3; axis++) {
      for (let coordinate = 0; coordinate < 3; coordinate++) {
        const size = Math.abs(direction[axis][coordinate]);
        if (result[axis] === -1 && !result.includes(coordinate) && size > best) {
          best = size;
          place = [axis, coordinate];
        }
      }
    }
    result[place[0]] = place[1];
  }
  return result;
}

/**
 * Permutes and flips the axes of a volume; spacing, origin and direction follow.
 *
 * @throws {DataError} `invalid-argument` for a code that does not name each axis once
 *
 * @example
 * reorientVolume(volume, 'LPS'); // as DICOM
 * reorientVolume(volume, 'RAS'); // as NIfTI tools like it
 */
export function reorientVolume(volume: Volume, code: string): Volume {
  checkVolume(volume);
  checkGrid(volume);
  check(typeof code === 'string', 'The orientation', code, "it is three letters, such as 'LPS'");
  const wanted = [...code.toUpperCase()].flatMap((letter) => LETTERS[letter] ?? []);
  if (code.length !== 3 || new Set(wanted.map(({ coordinate }) => coordinate)).size !== 3) {
    throw new DataError(
      'invalid-argument',
      `orientation '${code}'; give three letters, one each of L/R, A/P and S/I, such as 'LPS'.`,
    );
  }
  const axes = patientAxes(volume.direction);
  // For each new axis (slice, row, column): the old axis and whether it runs backwards.
  const plan = [2, 1, 0].map((place) => {
    const { coordinate, sign } = wanted[place];
    const axis = axes.indexOf(coordinate);
    return { axis, flip: volume.direction[axis][coordinate] < 0 !== sign < 0 };
  });
  const [rows, columns] = [volume.shape[1], volume.shape[2]];
  const oldStride = [rows * columns, columns, 1];
  const shape = plan.map(({ axis }) => volume.shape[axis]) as Vector3;
  const stride = plan.map(({ axis, flip }) => (flip ? -oldStride[axis] : oldStride[axis])) as Vector3;
  let start = 0;
  const origin: Vector3 = [...volume.origin];
  for (const { axis, flip } of plan) {
    if (!flip) continue;
    const last = volume.shape[axis] - 1;
    start += last * oldStride[axis];
    for (let c = 0; c < 3; c++)
      origin[c] = origin[c] + last * volume.spacing[axis] * volume.direction[axis][c];
  }
  const data = arrayLike(volume.data, volume.data.length);
  const { assumedSpacing: assumed } = volume;
  for (let i = 0, at = 0; i < shape[0]; i++) {
    for (let j = 0; j < shape[1]; j++) {
      let from = start + i * stride[0] + j * stride[1];
      for (let k = 0; k < shape[2]; k++, at++, from += stride[2]) data[at] = volume.data[from];
    }
  }
  return {
    ...volume,
    data,
    shape,
    origin,
    spacing: plan.map(({ axis }) => volume.spacing[axis]) as Vector3,
    ...(assumed && {
      assumedSpacing: plan.map(({ axis }) => assumed[axis]) as NonNullable<Volume['assumedSpacing']>,
    }),
    direction: plan.map(({ axis, flip }) =>
      volume.direction[axis].map((value) => (flip ? 0 - value : value)),
    ) as Volume['direction'],
  };
}
