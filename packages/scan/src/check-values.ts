/** Checks of volumes, labels and plain values that callers pass. */
import type { Volume } from '@miniseg/formats/volume';
import { check } from './check-options.js';

export const isList = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every((item) => Number.isFinite(item));

type Part = 'data' | 'shape' | 'spacing' | 'origin' | 'direction';

const VOLUME: Record<Part, [holds: (value: unknown) => boolean, rule: string]> = {
  data: [ArrayBuffer.isView, 'a typed array of its voxels'],
  shape: [(value) => isList(value, 3), '[slices, rows, columns]'],
  spacing: [(value) => isList(value, 3), 'three lengths'],
  origin: [(value) => isList(value, 3), 'a point of three numbers'],
  direction: [
    (value) => Array.isArray(value) && value.length === 3 && value.every((axis) => isList(axis, 3)),
    'three axes of three numbers',
  ],
};

/** @throws {ScanError} `invalid-argument` unless the volume, or its grid, has these parts. */
export function checkVolume(volume: Partial<Volume>, parts: readonly Part[], what = 'The volume'): void {
  for (const part of parts) {
    const [holds, rule] = VOLUME[part];
    const value = volume?.[part];
    check(holds(value), `${part} of ${what[0].toLowerCase()}${what.slice(1)}`, value, `it is ${rule}`);
  }
}

/**
 * @param count Of voxels, if it is known.
 * @throws {ScanError} `invalid-argument` for what is no Uint8Array, or one of another length.
 */
export function checkLabels(labels: unknown, count?: number): asserts labels is Uint8Array {
  const holds = labels instanceof Uint8Array && (count === undefined || labels.length === count);
  const rule = count === undefined ? '' : ` of ${count}, one for each voxel`;
  const seen = labels instanceof Uint8Array ? labels.length : labels;
  check(holds, 'The labels', seen, `they are a Uint8Array${rule}`);
}

/** @throws {ScanError} `invalid-argument` for what is no text. */
export function checkText(value: unknown, what: string): asserts value is string {
  check(typeof value === 'string', what, value, 'it is text');
}

/** @throws {ScanError} `invalid-argument` for what is no whole number of at least `least`. */
export function checkCount(value: unknown, what: string, least = 1): asserts value is number {
  const holds = Number.isInteger(value) && (value as number) >= least;
  check(holds, what, value, `it is a whole number of at least ${least}`);
}

export function voxelCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
