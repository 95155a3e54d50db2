/** Smooth random fields: hashed values on a cubic lattice, interpolated with cubic blends (value noise). */

/** Pixel centers of one axial slice, in millimeters. */
export interface SliceGrid {
  readonly size: number;
  /** Millimeters per pixel. */
  readonly spacing: number;
  /** Position of the first pixel's center. */
  readonly left: number;
  readonly top: number;
}

function hashLattice(i: number, j: number, k: number, seed: number): number {
  let h = Math.imul(i, 0x27d4eb2d) ^ Math.imul(j, 0x165667b1) ^ Math.imul(k, 0x2c1b3c6d) ^ seed;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) / 2147483648;
}

const blend = (t: number) => t * t * (3 - 2 * t);

export class LatticeNoise {
  /** `wavelength` is the lattice constant in millimeters; values lie in [-1, 1]. */
  constructor(
    private readonly seed: number,
    private readonly wavelength: number,
  ) {}

  /** The field at one point. */
  at(x: number, y: number, z: number): number {
    const u = x / this.wavelength;
    const v = y / this.wavelength;
    const i = Math.floor(u);
    const j = Math.floor(v);
    const a = blend(u - i);
    const b = blend(v - j);
    const front = this.column(i, j, z) * (1 - a) + this.column(i + 1, j, z) * a;
    const back = this.column(i, j + 1, z) * (1 - a) + this.column(i + 1, j + 1, z) * a;
    return front * (1 - b) + back * b;
  }

  /** The field at every pixel of a slice: the same values as `at`, much faster. */
  plane(grid: SliceGrid, z: number): Float32Array {
    const { size, spacing, left, top } = grid;
    const first = Math.floor(left / this.wavelength);
    const count = Math.floor((left + spacing * (size - 1)) / this.wavelength) - first + 2;
    const cell = new Int32Array(size);
    const weight = new Float64Array(size);
    for (let column = 0; column < size; column++) {
      const u = (left + column * spacing) / this.wavelength;
      cell[column] = Math.floor(u) - first;
      weight[column] = blend(u - Math.floor(u));
    }
    const row = (j: number) => Float64Array.from({ length: count }, (_, i) => this.column(first + i, j, z));
    const result = new Float32Array(size * size);
    const mixed = new Float64Array(count);
    let current = Number.NaN;
    let upper = new Float64Array(count);
    let lower = upper;
    for (let y = 0; y < size; y++) {
      const v = (top + y * spacing) / this.wavelength;
      const j = Math.floor(v);
      if (j !== current) {
        upper = j === current + 1 ? lower : row(j);
        lower = row(j + 1);
        current = j;
      }
      const b = blend(v - j);
      for (let i = 0; i < count; i++) mixed[i] = upper[i] * (1 - b) + lower[i] * b;
      for (let x = 0; x < size; x++) {
        const i = cell[x];
        result[y * size + x] = mixed[i] + (mixed[i + 1] - mixed[i]) * weight[x];
      }
    }
    return result;
  }

  private column(i: number, j: number, z: number): number {
    const w = z / this.wavelength;
    const k = Math.floor(w);
    const c = blend(w - k);
    return hashLattice(i, j, k, this.seed) * (1 - c) + hashLattice(i, j, k + 1, this.seed) * c;
  }
}
