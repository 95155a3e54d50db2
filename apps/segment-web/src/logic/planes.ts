/** The two other planes through a volume of axial slices, which go from the feet to the head. */

/** Coronal: all columns of one row of every slice; sagittal: all rows of one column. */
export type Plane = 'coronal' | 'sagittal';

type Shape = readonly [slices: number, rows: number, columns: number];

export interface PlaneSize {
  width: number;
  height: number;
  /** Millimeters between rows and between columns of the picture. */
  spacing: [row: number, column: number];
  /** How many such planes there are. */
  count: number;
}

/** @param spacing Millimeters, in the order of the shape. */
export function planeSize(
  plane: Plane,
  [slices, rows, columns]: Shape,
  spacing: readonly number[],
): PlaneSize {
  return plane === 'coronal'
    ? { width: columns, height: slices, spacing: [spacing[0], spacing[2]], count: rows }
    : { width: rows, height: slices, spacing: [spacing[0], spacing[1]], count: columns };
}

/**
 * Cuts a plane out of voxels that lie slice after slice; the head is at the top.
 *
 * @param into Filled row by row; of the plane's size.
 */
export function cutPlane(
  plane: Plane,
  at: number,
  voxels: ArrayLike<number>,
  [slices, rows, columns]: Shape,
  into: { [index: number]: number },
): void {
  const width = plane === 'coronal' ? columns : rows;
  for (let slice = 0; slice < slices; slice++) {
    const to = (slices - 1 - slice) * width;
    const from = slice * rows * columns + (plane === 'coronal' ? at * columns : at);
    const step = plane === 'coronal' ? 1 : columns;
    for (let index = 0; index < width; index++) into[to + index] = voxels[from + index * step];
  }
}

/** A place of the plane's picture as one of the volume. */
export function fromPlane(
  plane: Plane,
  { row, column }: { row: number; column: number },
  [slices]: Shape,
): { slice: number; row?: number; column?: number } {
  const slice = slices - 1 - Math.round(row);
  return plane === 'coronal' ? { slice, column: Math.round(column) } : { slice, row: Math.round(column) };
}
