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

  /**
   * As a tensor that tfjs packs into a texture of these texels: squares of two by two become one.
   *
   * @param limit Largest side of a texture; longer rows of weights are broken.
   * @returns Texels in a row, and values of shape [2 rows, 2 wide].
   */
  pack(limit: number): { wide: number; shape: [number, number]; values: Float32Array } {
    const texels = this.rows * this.columns;
    const wide = Math.min(this.columns, limit);
    const rows = Math.ceil(texels / wide);
    const values = new Float32Array(rows * wide * 4);
    for (let i = 0; i < texels; i++) {
      const to = 4 * wide * Math.floor(i / wide) + 2 * (i % wide);
      values.set(this.values.subarray(4 * i, 4 * i + 2), to);
      values.set(this.values.subarray(4 * i + 2, 4 * i + 4), to + 2 * wide);
    }
    return { wide, shape: [2 * rows, 2 * wide], values };
  }
}
