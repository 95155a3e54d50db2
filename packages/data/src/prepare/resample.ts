/** Volumes on another grid: a given spacing, or the geometry of another volume. */

import type { Vector3, Volume } from '@miniseg/formats/volume';
import { check, checkOptions } from '../check-options.js';
import { checkGrid, checkList, checkVolume } from '../check-values.js';
import { DataError } from '../errors.js';
import { arrayLike } from './like.js';

/** Options of resampling. */
export interface ResampleOptions {
  /** 'linear' for images, 'nearest' for labels. Default 'linear'. */
  interpolation?: 'linear' | 'nearest';
  /** Value beyond the volume, or 'edge' to repeat its border. Default 'edge'. */
  outside?: number | 'edge';
}

/** The part of a volume that places it in space. */
export type Grid = Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction'>;

/**
 * Samples a volume at another spacing (millimeters, in the order slice, row, column). The first voxel's outer corner
 * stays where it is; each axis gets `round(count * old / new)` voxels, at least 1. Linear interpolation takes no mean
 * over the voxels it skips: blur first when shrinking a lot.
 *
 * @throws {DataError} `invalid-argument` for a spacing that is not positive
 *
 * @example
 * resampleVolume(volume, [1, 1, 1]);
 * resampleVolume(labels, [1, 1, 1], { interpolation: 'nearest' });
 */
export function resampleVolume(volume: Volume, spacing: Vector3, options: ResampleOptions = {}): Volume {
  checkVolume(volume);
  checkGrid(volume);
  checkList(spacing, 'spacing', 'it is [slice, row, column] in millimeters');
  if (!spacing.every((value) => value > 0 && Number.isFinite(value))) {
    throw new DataError(
      'invalid-argument',
      `resample: spacing is ${spacing}; give three positive millimeter values.`,
    );
  }
  const shape = volume.shape.map((count, axis) =>
    Math.max(1, Math.round((count * volume.spacing[axis]) / spacing[axis])),
  ) as Vector3;
  const origin = volume.origin.map((value, coordinate) =>
    volume.direction.reduce(
      (sum, direction, axis) => sum + ((spacing[axis] - volume.spacing[axis]) / 2) * direction[coordinate],
      value,
    ),
  ) as Vector3;
  return resampleToGrid(volume, { shape, spacing, origin, direction: volume.direction }, options);
}

/**
 * Samples a volume at the voxels of another grid, for example a label map made at 1 mm in the geometry of the series
 * it belongs to. Integer data stay integers (rounded).
 */
export function resampleToGrid(volume: Volume, grid: Grid, options: ResampleOptions = {}): Volume {
  checkVolume(volume);
  checkGrid(volume);
  checkGrid(grid, 'The grid');
  const names = { interpolation: 1, outside: 1 } as const;
  const { interpolation = 'linear', outside = 'edge' } = checkOptions('resample', options, names);
  const isKnown = interpolation === 'linear' || interpolation === 'nearest';
  check(isKnown, 'interpolation', interpolation, "it is 'linear' or 'nearest'");
  check(outside === 'edge' || typeof outside === 'number', 'outside', outside, "it is a number or 'edge'");
  const [slices, rows, columns] = grid.shape;
  const map = indexMap(volume, grid);
  const data = arrayLike(volume.data, slices * rows * columns);
  const whole = !(data instanceof Float32Array || data instanceof Float64Array);
  const sample = interpolation === 'nearest' ? nearest : linear;
  const position: Vector3 = [0, 0, 0];
  for (let i = 0, at = 0; i < slices; i++) {
    for (let j = 0; j < rows; j++) {
      for (let k = 0; k < columns; k++, at++) {
        let beyond = false;
        for (let axis = 0; axis < 3; axis++) {
          const [a, b, c, offset] = map[axis];
          const place = a * i + b * j + c * k + offset;
          const last = volume.shape[axis] - 1;
          // A voxel reaches half a step beyond its center.
          if (place < -0.5 - 1e-6 || place > last + 0.5 + 1e-6) beyond = true;
          position[axis] = Math.min(Math.max(place, 0), last);
        }
        const value = beyond && outside !== 'edge' ? outside : sample(volume, position);
        data[at] = whole ? Math.round(value) : value;
      }
    }
  }
  return { ...volume, ...grid, data };
}

/** Rows of the affine map from the grid's indices to the volume's: [slice, row, column, offset] each. */
function indexMap(volume: Volume, grid: Grid): [number, number, number, number][] {
  // Directions are orthonormal, so the inverse of the rotation is its transpose.
  return volume.direction.map((axis, n) => {
    const along = (vector: readonly number[]) =>
      (axis[0] * vector[0] + axis[1] * vector[1] + axis[2] * vector[2]) / volume.spacing[n];
    const [a, b, c] = grid.direction.map((vector, m) => snap(along(vector) * grid.spacing[m]));
    return [a!, b!, c!, snap(along(grid.origin.map((value, m) => value - volume.origin[m])))];
  });
}

/** Keeps rounding errors of directions and origins from blurring a map that is really a shift by whole voxels. */
function snap(value: number): number {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-9 ? near : value;
}

function nearest({ data, shape }: Volume, [i, j, k]: Vector3): number {
  return data[(Math.round(i) * shape[1] + Math.round(j)) * shape[2] + Math.round(k)];
}

function linear({ data, shape }: Volume, [i, j, k]: Vector3): number {
  const [slices, rows, columns] = shape;
  const i0 = Math.floor(i);
  const j0 = Math.floor(j);
  const k0 = Math.floor(k);
  const i1 = Math.min(i0 + 1, slices - 1);
  const j1 = Math.min(j0 + 1, rows - 1);
  const k1 = Math.min(k0 + 1, columns - 1);
  const along = (a: number, b: number) => {
    const start = (a * rows + b) * columns;
    const first = data[start + k0];
    return first + (data[start + k1] - first) * (k - k0);
  };
  const near = along(i0, j0) * (1 - (j - j0)) + along(i0, j1) * (j - j0);
  if (i === i0) return near;
  const far = along(i1, j0) * (1 - (j - j0)) + along(i1, j1) * (j - j0);
  return near + (far - near) * (i - i0);
}
