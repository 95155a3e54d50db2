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
}
