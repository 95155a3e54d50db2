/** A distance between two places of a slice. */
import type { Point } from './stroke.js';

export interface Ruler {
  slice: number;
  from: Point;
  to: Point;
}

/**
 * @param spacing Millimeters between rows and between columns.
 * @param known False where the file does not say it: pixels are counted then.
 */
export function describeRuler(
  { from, to }: Ruler,
  [row, column]: readonly [number, number],
  known: boolean,
): string {
  const [down, across] = [to.row - from.row, to.column - from.column];
  if (!known) return `${Math.hypot(down, across).toFixed(1)} px`;
  return `${Math.hypot(down * row, across * column).toFixed(1)} mm`;
}
