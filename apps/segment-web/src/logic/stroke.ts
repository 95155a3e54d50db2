/** Brush strokes on a mask, and taking them back. */

/** Pixels of one slice that a stroke changed. */
export interface Patch {
  slice: number;
  indices: Uint32Array;
  before: Uint8Array;
  after: number;
}

export interface Point {
  column: number;
  row: number;
}

/**
 * Draws a line with a round brush into a slice's mask.
 *
 * @param seen Collects the pixels that changed, with the label that they had before the stroke.
 */
export function drawLine(
  mask: Uint8Array,
  width: number,
  [from, to]: [Point, Point],
  { radius, label }: { radius: number; label: number },
  seen: Map<number, number>,
): void {
  const height = mask.length / width;
  const [left, right] = extent(from.column, to.column, radius, width);
  const [top, bottom] = extent(from.row, to.row, radius, height);
  const reach = Math.max(radius, 0.5) ** 2;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      if (squaredDistance({ column, row }, from, to) > reach) continue;
      const index = row * width + column;
      if (mask[index] === label) continue;
      if (!seen.has(index)) seen.set(index, mask[index]);
      mask[index] = label;
    }
  }
}

/** Undefined for a stroke that changed nothing. */
export function patchOf(slice: number, seen: Map<number, number>, label: number): Patch | undefined {
  if (seen.size === 0) return undefined;
  return {
    slice,
    indices: Uint32Array.from(seen.keys()),
    before: Uint8Array.from(seen.values()),
    after: label,
  };
}

export function undoPatch(mask: Uint8Array, { indices, before }: Patch): void {
  for (let at = 0; at < indices.length; at++) mask[indices[at]] = before[at];
}

export function redoPatch(mask: Uint8Array, { indices, after }: Patch): void {
  for (const index of indices) mask[index] = after;
}

function extent(from: number, to: number, radius: number, size: number): [number, number] {
  const reach = Math.max(radius, 0.5);
  return [
    Math.max(0, Math.ceil(Math.min(from, to) - reach)),
    Math.min(size - 1, Math.floor(Math.max(from, to) + reach)),
  ];
}

/** Of a point from the segment between two others. */
function squaredDistance(point: Point, from: Point, to: Point): number {
  const along = { column: to.column - from.column, row: to.row - from.row };
  const length = along.column ** 2 + along.row ** 2;
  const projection =
    length === 0
      ? 0
      : ((point.column - from.column) * along.column + (point.row - from.row) * along.row) / length;
  const share = Math.min(1, Math.max(0, projection));
  return (
    (point.column - from.column - share * along.column) ** 2 + (point.row - from.row - share * along.row) ** 2
  );
}
