/** Boxes around what matters, and volumes cut to them. */

import type { PixelArray, Vector3, Volume } from '@miniseg/formats/volume';
import { check, checkOptions } from '../check-options.js';
import { checkGrid, checkList, checkPixels, checkShape, checkVolume } from '../check-values.js';
import { DataError } from '../errors.js';
import { arrayLike } from './like.js';

/** First index inside and first index beyond, per axis (slice, row, column). */
export interface Box {
  from: Vector3;
  to: Vector3;
}

/**
 * The smallest box around all voxels that are not 0, grown by `margin` voxels and kept inside the volume.
 *
 * @returns undefined for an empty mask
 */
export function boundingBox(mask: PixelArray, shape: Vector3, margin = 0): Box | undefined {
  checkPixels(mask, 'The mask');
  checkShape(shape, 'The shape');
  check(
    Number.isInteger(margin) && margin >= 0,
    'margin',
    margin,
    'it is a whole number of voxels from 0 on',
  );
  const from: Vector3 = [Infinity, Infinity, Infinity];
  const to: Vector3 = [-1, -1, -1];
  const [slices, rows, columns] = shape;
  for (let i = 0, at = 0; i < slices; i++) {
    for (let j = 0; j < rows; j++) {
      for (let k = 0; k < columns; k++, at++) {
        if (!mask[at]) continue;
        if (i < from[0]) from[0] = i;
        if (i > to[0]) to[0] = i;
        if (j < from[1]) from[1] = j;
        if (j > to[1]) to[1] = j;
        if (k < from[2]) from[2] = k;
        if (k > to[2]) to[2] = k;
      }
    }
  }
  if (to[0] < 0) return undefined;
  return {
    from: from.map((value) => Math.max(0, value - margin)) as Vector3,
    to: to.map((value, axis) => Math.min(shape[axis], value + 1 + margin)) as Vector3,
  };
}

/**
 * Cuts a volume; the origin moves along, so the voxels stay where they are in the patient.
 *
 * @throws {DataError} `geometry` for a box that is empty or leaves the volume
 *
 * @example
 * const box = boundingBox(lungMask(volume), volume.shape, 8);
 * if (box) cropVolume(volume, box);
 */
export function cropVolume(volume: Volume, box: Box): Volume {
  checkVolume(volume);
  checkGrid(volume);
  const { from, to } = checkOptions('the box of cropVolume', box, { from: 1, to: 1 });
  checkList(from, 'from', 'it is [slice, row, column]');
  checkList(to, 'to', 'it is [slice, row, column]');
  const fits = from.every((start, axis) => start >= 0 && start < to[axis] && to[axis] <= volume.shape[axis]);
  if (!fits || ![...from, ...to].every(Number.isInteger)) {
    throw new DataError(
      'geometry',
      `crop: from [${from}] to [${to}] in a volume of [${volume.shape}]; give whole indices inside it, from < to.`,
    );
  }
  const shape = to.map((end, axis) => end - from[axis]) as Vector3;
  const data = arrayLike(volume.data, shape[0] * shape[1] * shape[2]);
  for (let i = 0, at = 0; i < shape[0]; i++) {
    for (let j = 0; j < shape[1]; j++, at += shape[2]) {
      const start = ((i + from[0]) * volume.shape[1] + j + from[1]) * volume.shape[2] + from[2];
      data.set(volume.data.subarray(start, start + shape[2]), at);
    }
  }
  const origin = volume.origin.map((value, coordinate) =>
    volume.direction.reduce((sum, axis, n) => sum + from[n] * volume.spacing[n] * axis[coordinate], value),
  ) as Vector3;
  return { ...volume, data, shape, origin };
}
