import type { SliceValues } from '../shared/types.js';
import type { Point } from './stroke.js';

/** The value under the pointer, and where that is; empty beside the slice. */
export function valueAt(
  { data, width, height }: SliceValues,
  at: Point | undefined,
  hounsfield: boolean,
): string {
  if (!at) return '';
  const [row, column] = [Math.round(at.row), Math.round(at.column)];
  if (row < 0 || column < 0 || row >= height || column >= width) return '';
  const value = data[row * width + column];
  const shown = Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return `${column}, ${row}: ${shown}${hounsfield ? ' HU' : ''}`;
}
