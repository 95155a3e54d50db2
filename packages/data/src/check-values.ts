/** Checks of the kinds of values that many functions here take. */
import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { check } from './check-options.js';

/** @throws {DataError} `invalid-argument` unless it is an array */
export function checkList(value: unknown, what: string, rule: string): void {
  check(Array.isArray(value), what, value, rule);
}

/** @throws {DataError} `invalid-argument` unless it can be called */
export function checkFunction(value: unknown, what: string, rule: string): void {
  check(typeof value === 'function', what, value, rule);
}

/** @throws {DataError} `invalid-argument` unless it is a number that is finite */
export function checkNumber(value: unknown, what: string): void {
  check(Number.isFinite(value), what, value, 'it is a finite number');
}

/** @throws {DataError} `invalid-argument` unless it is a whole number of at least 1 */
export function checkSize(value: unknown, what: string): void {
  check(Number.isInteger(value) && (value as number) > 0, what, value, 'it is a whole number of at least 1');
}

/** @throws {DataError} `invalid-argument` unless it is a typed array */
export function checkPixels(data: PixelArray, what: string): void {
  const isTyped = ArrayBuffer.isView(data) && !(data instanceof DataView);
  check(isTyped, what, data, 'give a typed array with one number for each pixel');
}

/** @throws {DataError} `invalid-argument` unless it is three whole numbers of at least 1 */
export function checkShape(shape: Volume['shape'], what: string): void {
  const isShape =
    Array.isArray(shape) && shape.length === 3 && shape.every((size) => Number.isInteger(size) && size > 0);
  check(isShape, what, shape, 'it is [slices, rows, columns]');
}

/** @throws {DataError} `invalid-argument` unless it has voxels and a shape, or another is asked for */
export function checkVolume(volume: Pick<Volume, 'shape' | 'data'>, what = 'The volume'): void {
  check(
    typeof volume === 'object' && volume,
    what,
    volume,
    'it is { data, shape }, such as readVolume returns',
  );
  checkShape(volume.shape, `The shape of the volume`);
  checkPixels(volume.data, 'The data of the volume');
}

/** @throws {DataError} `invalid-argument` unless it is placed in space */
export function checkGrid(
  grid: Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction'>,
  what = 'The volume',
): void {
  const parts = [grid?.spacing, grid?.origin, grid?.direction];
  const isPlaced = parts.every((part) => Array.isArray(part) && part.length === 3);
  check(isPlaced, what, grid, 'it has shape, spacing, origin and direction, such as readVolume gives them');
  checkShape(grid.shape, 'The shape of the grid');
}
