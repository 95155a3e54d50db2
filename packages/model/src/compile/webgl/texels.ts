/** Weights of one draw: a table of texels, one row for each group of output channels. */

export class Texels {
  readonly values: Float32Array;

  constructor(
    readonly rows: number,
    readonly columns: number,
  ) {
    this.values = new Float32Array(rows * columns * 4);
  }

  set(row: number, column: number, lane: number, value: number): void {
    this.values[(row * this.columns + column) * 4 + lane] = value;
  }

  /** Channel after channel, from the first lane of row 0 on. */
  setChannels(column: number, values: ArrayLike<number> | undefined, firstRow = 0): void {
    for (let c = 0; c < (values?.length ?? 0); c++) {
      this.set(firstRow + (c >> 2), column, c & 3, (values as ArrayLike<number>)[c]);
    }
  }

  /** In the order in which tfjs packs [2 rows, 2 columns] into texels: squares of two by two. */
  packed(): Float32Array {
    const packed = new Float32Array(this.values.length);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const from = (row * this.columns + column) * 4;
        const to = 4 * row * this.columns + 2 * column;
        packed.set(this.values.subarray(from, from + 2), to);
        packed.set(this.values.subarray(from + 2, from + 4), to + 2 * this.columns);
      }
    }
    return packed;
  }
}
