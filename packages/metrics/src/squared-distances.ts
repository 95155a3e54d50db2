/**
 * The exact squared Euclidean distance transform, separable and linear in the number of pixels: two scans along the
 * last axis, then for each further axis the lower envelope of one parabola per pixel (Felzenszwalb and Huttenlocher,
 * "Distance Transforms of Sampled Functions", 2012).
 */

/** Along depth, height and width. */
export type Size = readonly [number, number, number];

/** float32 is exact while squared distances are integers below 2^24; float64 keeps any spacing to rounding. */
export type DistanceArray = Float32Array | Float64Array;

// Lines are handled in groups of neighbors, which share cache lines: a lone strided line would load each anew.
const LINES = 16;

/**
 * Fills `out` with the squared distance from each pixel to the nearest pixel of `mask` that equals `site`; Infinity
 * where there is none.
 *
 * @param size depth, height, width
 * @param spacing along the same axes
 */
export function squaredDistances(
  mask: Uint8Array,
  site: 0 | 1,
  size: Size,
  spacing: Size,
  out: DistanceArray,
): void {
  scanRows(mask, site, size[2], spacing[2] ** 2, out);
  lowerEnvelopes(out, size[1], size[2], spacing[1] ** 2);
  lowerEnvelopes(out, size[0], size[1] * size[2], spacing[0] ** 2);
}

/**
 * The same distances at some pixels only. A few of them (a boundary) do not need the lower envelopes of the last
 * pass: each looks along its own line, no further than the best distance so far. `out` is scratch space.
 */
export function squaredDistancesAt(
  pixels: Int32Array,
  mask: Uint8Array,
  size: Size,
  spacing: Size,
  out: DistanceArray,
): Float64Array {
  const axis = size[0] > 1 ? 0 : 1;
  const stride = axis === 0 ? size[1] * size[2] : size[2];
  // Beyond this, looking along lines could take longer than the envelopes, which take as long as 8 steps a pixel.
  if (pixels.length * size[axis] > 8 * mask.length) {
    squaredDistances(mask, 1, size, spacing, out);
    const values = new Float64Array(pixels.length);
    for (let n = 0; n < pixels.length; n++) values[n] = out[pixels[n]];
    return values;
  }
  scanRows(mask, 1, size[2], spacing[2] ** 2, out);
  if (axis === 0) lowerEnvelopes(out, size[1], size[2], spacing[1] ** 2);
  return lookAlong(out, pixels, size[axis], stride, spacing[axis] ** 2);
}

/** min over q of weight (p - q)^2 + f(q) at some pixels, by looking outwards from each. */
function lookAlong(
  f: DistanceArray,
  pixels: Int32Array,
  length: number,
  stride: number,
  weight: number,
): Float64Array {
  const best = new Float64Array(pixels.length);
  for (let n = 0; n < pixels.length; n++) {
    const i = pixels[n];
    const position = Math.floor(i / stride) % length;
    const before = position;
    const after = length - 1 - position;
    let least = f[i];
    for (let d = 1; d <= before || d <= after; d++) {
      const step = weight * d * d;
      if (step >= least) break;
      if (d <= before) least = Math.min(least, f[i - d * stride] + step);
      if (d <= after) least = Math.min(least, f[i + d * stride] + step);
    }
    best[n] = least;
  }
  return best;
}

/** Along the last axis: between two sites the distance to the nearer one, before the first and after the last to it. */
function scanRows(mask: Uint8Array, site: 0 | 1, width: number, weight: number, out: DistanceArray): void {
  for (let row = 0; row < mask.length; row += width) {
    const end = row + width;
    let before = Number.NEGATIVE_INFINITY;
    for (let i = row; i < end; ) {
      if (mask[i] === site) {
        out[i] = 0;
        before = i++;
        continue;
      }
      const first = i;
      while (i < end && mask[i] !== site) i++;
      const after = i < end ? i : Number.POSITIVE_INFINITY;
      for (let j = first; j < i; j++) {
        const gap = Math.min(j - before, after - j);
        out[j] = weight * gap * gap;
      }
    }
  }
}

/** min over q of weight (p - q)^2 + f(q), for every line of `length` values that lie `stride` apart. */
function lowerEnvelopes(out: DistanceArray, length: number, stride: number, weight: number): void {
  if (length === 1) return;
  const lines = new Float64Array(LINES * length);
  const envelope = new Envelope(length, weight);
  for (let block = 0; block < out.length; block += stride * length) {
    for (let first = block; first < block + stride; first += LINES) {
      const count = Math.min(LINES, block + stride - first);
      // Most of a scan lies outside of what is measured. There every distance is 0 and stays it.
      let begin = 0;
      while (begin < length && areZero(out, first + begin * stride, count)) begin++;
      if (begin === length) continue;
      let end = length;
      while (areZero(out, first + (end - 1) * stride, count)) end--;
      begin = Math.max(0, begin - 1);
      end = Math.min(length, end + 1);
      const base = first + begin * stride;
      const height = end - begin;
      for (let q = 0, i = base; q < height; q++, i += stride) {
        for (let line = 0; line < count; line++) lines[line * height + q] = out[i + line];
      }
      for (let line = 0; line < count; line++) envelope.replace(lines, line * height, height);
      for (let q = 0, i = base; q < height; q++, i += stride) {
        for (let line = 0; line < count; line++) out[i + line] = lines[line * height + q];
      }
    }
  }
}

function areZero(values: DistanceArray, first: number, count: number): boolean {
  for (let i = first; i < first + count; i++) if (values[i] !== 0) return false;
  return true;
}

class Envelope {
  /** Position, height at that position, and the left end of the reach of each parabola of the envelope. */
  readonly #vertex: Int32Array;
  readonly #height: Float64Array;
  readonly #from: Float64Array;
  /** 1 / (2 weight d): two parabolas d apart cross where the difference of their constants times this says. */
  readonly #inverse: Float64Array;

  constructor(
    length: number,
    readonly weight: number,
  ) {
    this.#vertex = new Int32Array(length);
    this.#height = new Float64Array(length);
    this.#from = new Float64Array(length + 1);
    this.#inverse = Float64Array.from({ length }, (_, d) => 1 / (2 * weight * d));
  }

  /**
   * Replaces the line of `length` values that starts at `base` by its lower envelope. A 0 stays 0, and no parabola reaches beyond it:
   * each stretch without zeros is a line of its own, with the zeros at its ends.
   */
  replace(line: Float64Array, base: number, length: number): void {
    const end = base + length;
    for (let i = base; i < end; ) {
      if (line[i] === 0) {
        i++;
        continue;
      }
      const first = i > base ? i - 1 : i;
      while (i < end && line[i] !== 0) i++;
      this.#replaceStretch(line, first, Math.min(i + 1, end) - first);
    }
  }

  #replaceStretch(line: Float64Array, base: number, length: number): void {
    const { weight } = this;
    const vertex = this.#vertex;
    const height = this.#height;
    const from = this.#from;
    const inverse = this.#inverse;
    let top = -1;
    for (let q = 0; q < length; q++) {
      const h = line[base + q];
      if (h === Number.POSITIVE_INFINITY) continue;
      const constant = h + weight * q * q;
      let crossing = Number.NEGATIVE_INFINITY;
      while (top >= 0) {
        const v = vertex[top];
        crossing = (constant - (height[top] + weight * v * v)) * inverse[q - v];
        if (crossing > from[top]) break;
        top--;
      }
      if (top < 0) crossing = Number.NEGATIVE_INFINITY;
      // A parabola that wins only beyond the end of the line is not needed.
      if (crossing > length - 1) continue;
      top++;
      vertex[top] = q;
      height[top] = h;
      from[top] = crossing;
    }
    if (top < 0) return;
    from[top + 1] = Number.POSITIVE_INFINITY;
    for (let q = 0, k = 0; q < length; q++) {
      while (from[k + 1] < q) k++;
      const d = q - vertex[k];
      line[base + q] = weight * d * d + height[k];
    }
  }
}
