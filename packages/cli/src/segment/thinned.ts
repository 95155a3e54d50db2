/** Every n-th row and column of a volume, gathered slice by slice: enough for shares, whatever the volume's size. */
import type { PixelArray, Vector3 } from '@miniseg/data';

export class Thinned {
  readonly shape: Vector3;
  readonly data: Float32Array;
  private readonly step: number;

  /** @param mostVoxels What it may have at most, but for rounding. */
  constructor(
    private readonly full: Vector3,
    mostVoxels: number,
  ) {
    const [slices, rows, columns] = full;
    this.step = Math.max(1, Math.ceil(Math.sqrt((slices * rows * columns) / mostVoxels)));
    this.shape = [slices, Math.ceil(rows / this.step), Math.ceil(columns / this.step)];
    this.data = new Float32Array(this.shape[0] * this.shape[1] * this.shape[2]);
  }

  add(slice: number, pixels: PixelArray): void {
    this.copy(pixels, this.data, slice * this.shape[1] * this.shape[2]);
  }

  /** The same rows and columns of the volume's labels. */
  labels(labels: Uint8Array): Uint8Array {
    if (this.step === 1) return labels;
    const [slices, rows, columns] = this.full;
    const [, kept, across] = this.shape;
    const thin = new Uint8Array(this.data.length);
    for (let slice = 0; slice < slices; slice++) {
      const plane = labels.subarray(slice * rows * columns, (slice + 1) * rows * columns);
      this.copy(plane, thin, slice * kept * across);
    }
    return thin;
  }

  private copy(from: PixelArray, to: Float32Array | Uint8Array, start: number): void {
    const [, rows, columns] = this.full;
    let at = start;
    for (let row = 0; row < rows; row += this.step) {
      for (let column = 0; column < columns; column += this.step) to[at++] = from[row * columns + column];
    }
  }
}
