/** Small matrices as the pointwise kernels read them. */

/** Rounded up to whole panels. */
export function wide(columns: number): number {
  return Math.ceil(columns / 8) * 8;
}

/** Element (row, column) -> panels of 8 columns, [ceil(columns / 8)][rows][8], filled up with zeros. */
export function packPanels(
  rows: number,
  columns: number,
  element: (row: number, column: number) => number,
): Float32Array {
  const packed = new Float32Array(rows * wide(columns));
  for (let column = 0; column < columns; column++) {
    const panel = (column >> 3) * rows * 8 + (column & 7);
    for (let row = 0; row < rows; row++) packed[panel + row * 8] = element(row, column);
  }
  return packed;
}
