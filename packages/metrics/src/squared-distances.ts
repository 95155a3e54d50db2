/**
 * The exact squared Euclidean distance transform, separable and linear in the number of pixels: two scans along the
 * last axis, then for each further axis the lower envelope of one parabola per pixel (Felzenszwalb and Huttenlocher,
 * "Distance Transforms of Sampled Functions", 2012).
 */

import { LowerEnvelope } from './lower-envelope.js';
import type { Box } from './mask-box.js';

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
 * @param options `box`: holds all pixels that are no site; beyond it `out` is left as it is. `root`: distances, not their
 *   squares.
 */
export function squaredDistances(
  mask: Uint8Array,
  site: 0 | 1,
  size: Size,
  spacing: Size,
  out: DistanceArray,
  { box = whole(size), root = false }: { box?: Box; root?: boolean } = {},
): void {
  // With the sites next to the box.
  const start = box.start.map((first) => Math.max(0, first - 1));
  const end = box.end.map((last, axis) => Math.min(size[axis], last + 1));
  const region = { start, end } as Box;
  scanRows(mask, site, size, region, spacing[2] ** 2, out);
  lowerEnvelopes(out, size, 1, region, spacing[1] ** 2, root && size[0] === 1);
  lowerEnvelopes(out, size, 0, region, spacing[0] ** 2, root);
  if (root && size[0] === 1 && size[1] === 1) for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(out[i]);
}

const whole = (size: Size): Box => ({ start: [0, 0, 0], end: [...size] });

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
  scanRows(mask, 1, size, whole(size), spacing[2] ** 2, out);
  if (axis === 0) lowerEnvelopes(out, size, 1, whole(size), spacing[1] ** 2, false);
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
function scanRows(
  mask: Uint8Array,
  site: 0 | 1,
  [, height, width]: Size,
  { start, end }: Box,
  weight: number,
  out: DistanceArray,
): void {
  for (let z = start[0]; z < end[0]; z++) {
    for (let y = start[1]; y < end[1]; y++) {
      const row = (z * height + y) * width;
      scanRow(mask, site, row + start[2], row + end[2], weight, out);
    }
  }
}

function scanRow(
  mask: Uint8Array,
  site: 0 | 1,
  begin: number,
  end: number,
  weight: number,
  out: DistanceArray,
): void {
  for (let i = begin; i < end; ) {
    if (mask[i] === site) {
      out[i++] = 0;
      continue;
    }
    const first = i;
    while (i < end && mask[i] !== site) i++;
    // Up to the middle the site before is nearer; where there is none, none is, and where neither is, all are as far.
    const before = first > begin;
    const after = i < end;
    if (!before && !after) {
      out.fill(Number.POSITIVE_INFINITY, first, i);
      continue;
    }
    const middle = before && after ? Math.floor((first + i) / 2) : before ? i : first;
    for (let j = first, gap = 1; j < middle; j++, gap++) out[j] = weight * gap * gap;
    for (let j = i - 1, gap = 1; j >= middle; j--, gap++) out[j] = weight * gap * gap;
  }
}

/**
 * min over q of weight (p - q)^2 + f(q), for every line along an axis (0 or 1) of a region, around which all is 0.
 *
 * @param root Takes the square root as well.
 */
function lowerEnvelopes(
  out: DistanceArray,
  size: Size,
  axis: 0 | 1,
  region: Box,
  weight: number,
  root: boolean,
): void {
  if (size[axis] === 1) return;
  const length = region.end[axis] - region.start[axis];
  const strides = [size[1] * size[2], size[2]];
  const other = axis === 0 ? 1 : 0;
  const lines = new Float64Array(LINES * length);
  const envelope = new LowerEnvelope(length, weight);
  for (let plane = region.start[other]; plane < region.end[other]; plane++) {
    const origin = plane * strides[other] + region.start[axis] * strides[axis];
    for (let column = region.start[2]; column < region.end[2]; column += LINES) {
      const count = Math.min(LINES, region.end[2] - column);
      replaceLines(out, origin + column, strides[axis], { lines, count, length, envelope, root });
    }
  }
}

interface Lines {
  /** Scratch space. */
  lines: Float64Array;
  /** Of neighbors. */
  count: number;
  length: number;
  envelope: LowerEnvelope;
  root: boolean;
}

/** Lines of values that lie `stride` apart, the first of which begins at `first`. */
function replaceLines(
  out: DistanceArray,
  first: number,
  stride: number,
  { lines, count, length, envelope, root }: Lines,
): void {
  // Most of a scan lies outside of what is measured. There every distance is 0 and stays it.
  let begin = 0;
  while (begin < length && areZero(out, first + begin * stride, count)) begin++;
  if (begin === length) return;
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
    // Of what was rounded to the array's precision.
    if (root) for (let line = 0; line < count; line++) out[i + line] = Math.sqrt(out[i + line]);
  }
}

function areZero(values: DistanceArray, first: number, count: number): boolean {
  for (let i = first; i < first + count; i++) if (values[i] !== 0) return false;
  return true;
}
