/**
 * A pointwise convolution whose input is gated by its own attention, F (1 + sigmoid(F . attention)): the last part of
 * one AHSP branch, paper eq. (6)-(8). As the gate scales a whole pixel, y = (1 + A) (F W).
 *
 * Matrices are packed by the caller in panels of 8 columns, [ceil(columns / 8)][rows][8], filled up with zeros.
 */
import { storeColumns } from "./store-columns";
import { copyColumns } from "./copy-columns";
import { sigmoid } from "../../../assembly/exp";
import { addToSums } from "./channel-sums";

// @ts-ignore: decorator
@inline
function clamped(base: usize, pixel: i32, last: i32, stride: usize): usize {
  return base + (min(pixel, last) as usize) * stride;
}

// @ts-ignore: decorator
@inline
function horizontalSum(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline
function dot(x: usize, y: usize, n: i32): f32 {
  let sums = f32x4.splat(0);
  const end = x + ((n as usize) << 2);
  const endOfVectors = x + (((n & ~3) as usize) << 2);
  while (x < endOfVectors) {
    sums = f32x4.add(sums, f32x4.mul(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  let sum = horizontalSum(sums);
  while (x < end) {
    sum += load<f32>(x) * load<f32>(y);
    x += 4;
    y += 4;
  }
  return sum;
}

/** y[p, n] = gate[p % 4] sum over k of x[p, k] matrix[k, n] for the four pixels from `pixel`, the last one repeated. */
// @ts-ignore: decorator
@inline
function fourPixels(
  x: usize,
  xStride: usize,
  k: i32,
  matrix: usize,
  y: usize,
  yStride: usize,
  columns: i32,
  pixel: i32,
  last: i32,
  gate: v128,
): void {
  const x0 = clamped(x, pixel, last, xStride);
  const x1 = clamped(x, pixel + 1, last, xStride);
  const x2 = clamped(x, pixel + 2, last, xStride);
  const x3 = clamped(x, pixel + 3, last, xStride);
  const y0 = clamped(y, pixel, last, yStride);
  const y1 = clamped(y, pixel + 1, last, yStride);
  const y2 = clamped(y, pixel + 2, last, yStride);
  const y3 = clamped(y, pixel + 3, last, yStride);
  const bytes = (k as usize) << 2;
  for (let column = 0; column < columns; column += 8) {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let at: usize = 0; at < bytes; at += 4) {
      const m0 = v128.load(matrix);
      const m1 = v128.load(matrix, 16);
      matrix += 32;
      const p0 = v128.load32_splat(x0 + at);
      a0 = f32x4.add(a0, f32x4.mul(p0, m0));
      a1 = f32x4.add(a1, f32x4.mul(p0, m1));
      const p1 = v128.load32_splat(x1 + at);
      b0 = f32x4.add(b0, f32x4.mul(p1, m0));
      b1 = f32x4.add(b1, f32x4.mul(p1, m1));
      const p2 = v128.load32_splat(x2 + at);
      c0 = f32x4.add(c0, f32x4.mul(p2, m0));
      c1 = f32x4.add(c1, f32x4.mul(p2, m1));
      const p3 = v128.load32_splat(x3 + at);
      d0 = f32x4.add(d0, f32x4.mul(p3, m0));
      d1 = f32x4.add(d1, f32x4.mul(p3, m1));
    }
    const to = (column as usize) << 2;
    const valid = columns - column;
    const g0 = v128.shuffle<f32>(gate, gate, 0, 0, 0, 0);
    storeColumns(y0 + to, f32x4.mul(a0, g0), f32x4.mul(a1, g0), valid);
    const g1 = v128.shuffle<f32>(gate, gate, 1, 1, 1, 1);
    storeColumns(y1 + to, f32x4.mul(b0, g1), f32x4.mul(b1, g1), valid);
    const g2 = v128.shuffle<f32>(gate, gate, 2, 2, 2, 2);
    storeColumns(y2 + to, f32x4.mul(c0, g2), f32x4.mul(c1, g2), valid);
    const g3 = v128.shuffle<f32>(gate, gate, 3, 3, 3, 3);
    storeColumns(y3 + to, f32x4.mul(d0, g3), f32x4.mul(d1, g3), valid);
  }
}

/** y [pixels, yStride], of which `outputs` columns are written; x [pixels, inputs]; attention [inputs]. */
export function gatedPointwise(
  x: usize,
  inputs: i32,
  attention: usize,
  matrix: usize,
  y: usize,
  yStride: i32,
  outputs: i32,
  pixels: i32,
): void {
  const xBytes = (inputs as usize) << 2;
  const yBytes = (yStride as usize) << 2;
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    let logits = f32x4.splat(dot(x + (pixel as usize) * xBytes, attention, inputs));
    logits = f32x4.replace_lane(logits, 1, dot(clamped(x, pixel + 1, last, xBytes), attention, inputs));
    logits = f32x4.replace_lane(logits, 2, dot(clamped(x, pixel + 2, last, xBytes), attention, inputs));
    logits = f32x4.replace_lane(logits, 3, dot(clamped(x, pixel + 3, last, xBytes), attention, inputs));
    const gate = f32x4.add(f32x4.splat(1), sigmoid(logits));
    fourPixels(x, xBytes, inputs, matrix, y, yBytes, outputs, pixel, last, gate);
  }
}

/** Pixels that are worked on at a time: their intermediate values stay in the cache. */
const TILE: i32 = 64;
/** Tiles whose gradients are summed in float32. */
const TILES_PER_FLUSH: i32 = 16;

/**
 * Numbers of scratch space that the gradient needs: four tiles, two vectors of a tile, and the float32 sums.
 */
export function gatedPointwiseScratch(inputs: i32, outputs: i32): i32 {
  const wide = (inputs + 7) & ~7;
  const wideOutputs = (outputs + 7) & ~7;
  return TILE * (3 * wide + wideOutputs + 2) + wide * wideOutputs + wide;
}

/** sums[i, n] += sum over the pixels of x[p, i] dy[p, n]; 4 x 8 sums at a time in registers. */
// @ts-ignore: decorator
@inline
function addOuterProducts(
  x: usize,
  dy: usize,
  dyStride: usize,
  wide: i32,
  wideOutputs: i32,
  pixels: i32,
  sums: usize,
): void {
  const xStride = (wide as usize) << 2;
  const row = (wideOutputs as usize) << 2;
  for (let i = 0; i < wide; i += 4) {
    for (let n = 0; n < wideOutputs; n += 8) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      let from = x + ((i as usize) << 2);
      let given = dy + ((n as usize) << 2);
      for (let p = 0; p < pixels; p++) {
        const g0 = v128.load(given);
        const g1 = v128.load(given, 16);
        const p0 = v128.load32_splat(from);
        a0 = f32x4.add(a0, f32x4.mul(p0, g0));
        a1 = f32x4.add(a1, f32x4.mul(p0, g1));
        const p1 = v128.load32_splat(from, 4);
        b0 = f32x4.add(b0, f32x4.mul(p1, g0));
        b1 = f32x4.add(b1, f32x4.mul(p1, g1));
        const p2 = v128.load32_splat(from, 8);
        c0 = f32x4.add(c0, f32x4.mul(p2, g0));
        c1 = f32x4.add(c1, f32x4.mul(p2, g1));
        const p3 = v128.load32_splat(from, 12);
        d0 = f32x4.add(d0, f32x4.mul(p3, g0));
        d1 = f32x4.add(d1, f32x4.mul(p3, g1));
        from += xStride;
        given += dyStride;
      }
      let to = sums + (i as usize) * row + ((n as usize) << 2);
      v128.store(to, f32x4.add(v128.load(to), a0));
      v128.store(to, f32x4.add(v128.load(to, 16), a1), 16);
      to += row;
      v128.store(to, f32x4.add(v128.load(to), b0));
      v128.store(to, f32x4.add(v128.load(to, 16), b1), 16);
      to += row;
      v128.store(to, f32x4.add(v128.load(to), c0));
      v128.store(to, f32x4.add(v128.load(to, 16), c1), 16);
      to += row;
      v128.store(to, f32x4.add(v128.load(to), d0));
      v128.store(to, f32x4.add(v128.load(to, 16), d1), 16);
    }
  }
}

/**
 * The gradient. With G = dy W^T, A = sigmoid(x . attention), s = (G . x) A (1 - A):
 *
 *   dx = G (1 + A) + s attention (+ previous, when it is not 0)
 *   dAttention += sum of s x,  dW += sum of ((1 + A) x)^T dy    float64, [wide inputs] and [wide inputs, wide outputs]
 *
 * where "wide" is rounded up to a multiple of 8. `attention` is filled up to that with zeros, `transposed` is W^T packed
 * [ceil(inputs / 8)][outputs][8]. dx may be `previous`.
 */
export function gatedPointwiseGradient(
  x: usize,
  inputs: i32,
  attention: usize,
  transposed: usize,
  dy: usize,
  dyStride: i32,
  outputs: i32,
  pixels: i32,
  previous: usize,
  dx: usize,
  attentionSums: usize,
  matrixSums: usize,
  scratch: usize,
): void {
  const wide = (inputs + 7) & ~7;
  const wideOutputs = (outputs + 7) & ~7;
  const wideBytes = (wide as usize) << 2;
  const tileBytes = (TILE as usize) * wideBytes;
  const gTile = scratch;
  const xTile = gTile + tileBytes;
  const gatedTile = xTile + tileBytes;
  const dyTile = gatedTile + tileBytes;
  const gates = dyTile + (((TILE * wideOutputs) as usize) << 2);
  const slopes = gates + ((TILE as usize) << 2);
  const matrixPart = slopes + ((TILE as usize) << 2);
  const attentionPart = matrixPart + (((wide * wideOutputs) as usize) << 2);
  const partNumbers = wide * wideOutputs + wide;
  const copiesX = inputs != wide;
  const copiesDy = outputs != wideOutputs;
  const xBytes = (inputs as usize) << 2;
  const dyBytes = (dyStride as usize) << 2;
  const one = f32x4.splat(1);
  // The columns that fill up a tile stay zero.
  memory.fill(scratch, 0, gates - scratch);
  memory.fill(matrixPart, 0, (partNumbers as usize) << 2);
  let unflushed = 0;
  for (let pixel = 0; pixel < pixels; pixel += TILE) {
    const count = min(TILE, pixels - pixel);
    let xs = x;
    let dys = dy;
    let dyStep = dyBytes;
    if (copiesX) {
      copyColumns(x, inputs, xTile, wide, inputs, count);
      xs = xTile;
    }
    if (copiesDy) {
      copyColumns(dy, dyStride, dyTile, wideOutputs, outputs, count);
      dys = dyTile;
      dyStep = (wideOutputs as usize) << 2;
    }
    for (let p = 0; p < count; p += 4) {
      fourPixels(dys, dyStep, outputs, transposed, gTile, wideBytes, wide, p, count - 1, one);
    }
    for (let p = 0; p < count; p++) {
      const at = xs + (p as usize) * wideBytes;
      store<f32>(gates + ((p as usize) << 2), dot(at, attention, wide));
      store<f32>(slopes + ((p as usize) << 2), dot(at, gTile + (p as usize) * wideBytes, wide));
    }
    for (let p = 0; p < count; p += 4) {
      const at = (p as usize) << 2;
      const a = sigmoid(v128.load(gates + at));
      v128.store(slopes + at, f32x4.mul(v128.load(slopes + at), f32x4.mul(a, f32x4.sub(one, a))));
      v128.store(gates + at, f32x4.add(one, a));
    }
    for (let p = 0; p < count; p++) {
      const gate = v128.load32_splat(gates + ((p as usize) << 2));
      const slope = v128.load32_splat(slopes + ((p as usize) << 2));
      const row = (p as usize) * wideBytes;
      for (let at: usize = 0; at < wideBytes; at += 16) {
        const value = v128.load(xs + row + at);
        const direction = v128.load(attention + at);
        v128.store(gatedTile + row + at, f32x4.mul(value, gate));
        v128.store(
          attentionPart + at,
          f32x4.add(v128.load(attentionPart + at), f32x4.mul(value, slope)),
        );
        const g = f32x4.add(f32x4.mul(v128.load(gTile + row + at), gate), f32x4.mul(slope, direction));
        v128.store(gTile + row + at, g);
      }
    }
    addOuterProducts(gatedTile, dys, dyStep, wide, wideOutputs, count, matrixPart);
    for (let p = 0; p < count; p++) {
      const row = (p as usize) * wideBytes;
      const vectors = xBytes & ~15;
      if (previous) {
        for (let at: usize = 0; at < vectors; at += 16) {
          v128.store(dx + at, f32x4.add(v128.load(gTile + row + at), v128.load(previous + at)));
        }
        for (let at = vectors; at < xBytes; at += 4) {
          store<f32>(dx + at, load<f32>(gTile + row + at) + load<f32>(previous + at));
        }
        previous += xBytes;
      } else {
        for (let at: usize = 0; at < vectors; at += 16) v128.store(dx + at, v128.load(gTile + row + at));
        for (let at = vectors; at < xBytes; at += 4) store<f32>(dx + at, load<f32>(gTile + row + at));
      }
      dx += xBytes;
    }
    x += (count as usize) * xBytes;
    dy += (count as usize) * dyBytes;
    if (++unflushed == TILES_PER_FLUSH || pixel + TILE >= pixels) {
      for (let i = 0; i < wide * wideOutputs; i += 4) {
        addToSums(matrixSums + ((i as usize) << 3), v128.load(matrixPart + ((i as usize) << 2)));
      }
      for (let i = 0; i < wide; i += 4) {
        addToSums(attentionSums + ((i as usize) << 3), v128.load(attentionPart + ((i as usize) << 2)));
      }
      memory.fill(matrixPart, 0, (partNumbers as usize) << 2);
      unflushed = 0;
    }
  }
}
