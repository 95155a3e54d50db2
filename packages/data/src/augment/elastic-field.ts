import type { Random } from '../random.js';

/** Cubic convolution with a = -0.75, as PyTorch's bicubic resizing has it (Keys 1981). */
function cubic(distance: number): number {
  const a = -0.75;
  const d = Math.abs(distance);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? a * (((d - 5) * d + 8) * d - 4) : 0;
}

/** Weights of the four nodes around each pixel, and the first of them. */
function taps(length: number, nodes: number): { first: Int32Array; weights: Float64Array } {
  const first = new Int32Array(length);
  const weights = new Float64Array(4 * length);
  for (let at = 0; at < length; at++) {
    const place = ((at + 0.5) * nodes) / length - 0.5;
    first[at] = Math.floor(place) - 1;
    for (let tap = 0; tap < 4; tap++) weights[4 * at + tap] = cubic(place - (first[at] + tap));
  }
  return { first, weights };
}

/**
 * A smooth random shift of every pixel: normal numbers on a coarse grid, resized to the picture by cubic convolution. Rows
 * are computed as they are asked for, so that no field of the picture's size is kept.
 */
export class ElasticField {
  /** Of the current row, in pixels. */
  readonly shiftX: Float64Array;
  readonly shiftY: Float64Array;
  private readonly nodes: [Float64Array, Float64Array];
  private readonly rows: ReturnType<typeof taps>;

  /**
   * @param nodes along each side of the grid
   * @param deviation of the shifts at the nodes, in pixels
   */
  constructor(
    random: Random,
    private readonly width: number,
    height: number,
    private readonly grid: number,
    deviation: number,
  ) {
    this.rows = taps(height, grid);
    const columns = taps(width, grid);
    const axis = () =>
      this.widened(
        columns,
        Float64Array.from({ length: grid * grid }, () => deviation * random.normal()),
      );
    this.nodes = [axis(), axis()];
    this.shiftX = new Float64Array(width);
    this.shiftY = new Float64Array(width);
  }

  /** Computes the shifts of a row. */
  moveTo(y: number): void {
    const { first, weights } = this.rows;
    for (const [axis, shifts] of [this.shiftX, this.shiftY].entries()) {
      shifts.fill(0);
      for (let tap = 0; tap < 4; tap++) {
        const weight = weights[4 * y + tap];
        const from = clampTo(first[y] + tap, this.grid) * this.width;
        for (let x = 0; x < this.width; x++) shifts[x] += weight * this.nodes[axis][from + x];
      }
    }
  }

  /** The grid's rows, each already as wide as the picture. */
  private widened({ first, weights }: ReturnType<typeof taps>, nodes: Float64Array): Float64Array {
    const wide = new Float64Array(this.grid * this.width);
    for (let row = 0; row < this.grid; row++) {
      for (let x = 0; x < this.width; x++) {
        let sum = 0;
        for (let tap = 0; tap < 4; tap++) {
          sum += weights[4 * x + tap] * nodes[row * this.grid + clampTo(first[x] + tap, this.grid)];
        }
        wide[row * this.width + x] = sum;
      }
    }
    return wide;
  }
}

function clampTo(index: number, length: number): number {
  return Math.min(Math.max(index, 0), length - 1);
}
