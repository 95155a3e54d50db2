import type { PixelArray, Vector3 } from '@miniseg/formats/volume';
import { check } from '../check-options.js';
import { checkCount, checkLabels, checkVolume, voxelCount } from '../check-values.js';

/** Finding regions takes some 20 bytes a voxel: 60 MB. */
const MOST_VOXELS = 3e6;

/**
 * Every n-th row and column of a volume, gathered slice by slice: enough for shares of its regions, whatever the
 * volume's size, and without ever having all of it in memory.
 *
 * @example
 * const thinned = new ThinnedVolume([300, 512, 512]);
 * for (let slice = 0; slice < 300; slice++) thinned.add(slice, await readSlicePixels(slice));
 * const { lungShare } = affectedShares(thinned, thinned.labels(labels));
 */
export class ThinnedVolume {
  readonly shape: Vector3;
  /** Zero where no slice was added yet. */
  readonly data: Float32Array;
  private readonly step: number;

  /**
   * @param full [slices, rows, columns] of the volume.
   * @param mostVoxels What is kept of them at most, but for rounding; a smaller volume is kept whole.
   * @throws {ScanError} `invalid-argument` for what is no shape, or no number of voxels
   */
  constructor(
    private readonly full: Vector3,
    mostVoxels = MOST_VOXELS,
  ) {
    checkVolume({ shape: full }, ['shape'], 'The volume');
    checkCount(mostVoxels, 'mostVoxels');
    const [slices, rows, columns] = full;
    this.step = Math.max(1, Math.ceil(Math.sqrt((slices * rows * columns) / mostVoxels)));
    this.shape = [slices, Math.ceil(rows / this.step), Math.ceil(columns / this.step)];
    this.data = new Float32Array(this.shape[0] * this.shape[1] * this.shape[2]);
  }

  /** @param pixels All rows and columns of the slice. */
  add(slice: number, pixels: PixelArray): void {
    checkCount(slice, 'slice', 0);
    checkVolume({ data: pixels }, ['data'], 'The slice');
    const fits = pixels.length === this.full[1] * this.full[2] && slice < this.full[0];
    check(
      fits,
      'The slice',
      pixels.length,
      `it has ${this.full[1]} x ${this.full[2]} pixels, and lies in the volume`,
    );
    this.copy(pixels, this.data, slice * this.shape[1] * this.shape[2]);
  }

  /** The same rows and columns of the volume's labels. */
  labels(labels: Uint8Array): Uint8Array {
    checkLabels(labels, voxelCount(this.full));
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
