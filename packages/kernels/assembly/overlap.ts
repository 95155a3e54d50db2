/** Soft Dice and Tversky losses: the sums of an index, and the gradient that follows from them. `labels` are int32. */
import { exp } from "../../../assembly/exp";
import { fourNumbers, largestOf, storeFour } from "./four-pixels";

/** Bytes of a class's sums: six float64 numbers. */
const SUMS: usize = 48;

/**
 * shares = p = softmax(logits). For each class c, over the pixels that have a label y: adds p[c] where y == c to sums[c][0]
 * and [1], p[c] to [2] and [3], and 1 where y == c to [4]; two partial sums each, float64.
 */
export function overlapSums(
  logits: usize,
  labels: usize,
  ignored: i32,
  classes: i32,
  pixels: i32,
  shares: usize,
  sums: usize,
): void {
  const stride = (classes as usize) << 2;
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    // Lanes beyond the last pixel repeat it, and have no label.
    const x0 = logits + (pixel as usize) * stride;
    const x1 = logits + (min(pixel + 1, last) as usize) * stride;
    const x2 = logits + (min(pixel + 2, last) as usize) * stride;
    const x3 = logits + (min(pixel + 3, last) as usize) * stride;
    const to = shares + (pixel as usize) * stride;
    const largest = largestOf(x0, x1, x2, x3, stride);
    let total = f32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 4) {
      const power = exp(f32x4.sub(fourNumbers(x0 + at, x1 + at, x2 + at, x3 + at), largest));
      total = f32x4.add(total, power);
      storeFour(to + at, stride, pixels - pixel, power);
    }
    const label = v128.load(labels + ((pixel as usize) << 2));
    const labeled = hasLabel(label, ignored, classes, pixels - pixel);
    const lane = min(last - pixel, 3);
    let row = sums;
    for (let c = 0; c < classes; c++, row += SUMS) {
      const share = f32x4.div(fourOf(to + ((c as usize) << 2), stride, lane), total);
      storeFour(to + ((c as usize) << 2), stride, pixels - pixel, share);
      const here = v128.and(labeled, i32x4.eq(label, i32x4.splat(c)));
      addTo(row, v128.and(share, here));
      addTo(row + 16, v128.and(share, labeled));
      store<f64>(row + 32, load<f64>(row + 32) + <f64>popcnt(i32x4.bitmask(here)));
    }
  }
}

/**
 * From p = shares, which it overwrites: with g[c] = everywhere[c] + (y == c) onLabeled[c] the gradient by the logits is
 * p[c] (g[c] - sum(p g)); 0 where there is no label.
 */
export function overlapGradient(
  labels: usize,
  ignored: i32,
  onLabeled: usize,
  everywhere: usize,
  classes: i32,
  pixels: i32,
  shares: usize,
): void {
  const stride = (classes as usize) << 2;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const last = min(pixels - pixel - 1, 3);
    const to = shares + (pixel as usize) * stride;
    const label = v128.load(labels + ((pixel as usize) << 2));
    const labeled = hasLabel(label, ignored, classes, pixels - pixel);
    let mean = f32x4.splat(0);
    for (let c = 0; c < classes; c++) {
      const at = (c as usize) << 2;
      const step = byShare(label, c, onLabeled + at, everywhere + at);
      mean = f32x4.add(mean, f32x4.mul(fourOf(to + at, stride, last), step));
    }
    for (let c = 0; c < classes; c++) {
      const at = (c as usize) << 2;
      const step = f32x4.sub(byShare(label, c, onLabeled + at, everywhere + at), mean);
      const value = v128.and(f32x4.mul(fourOf(to + at, stride, last), step), labeled);
      storeFour(to + at, stride, pixels - pixel, value);
    }
  }
}

/** A number of each of four pixels, `stride` bytes from one to the next; those after pixel `last` repeat it. */
// @ts-ignore: decorator
@inline
function fourOf(from: usize, stride: usize, last: i32): v128 {
  return fourNumbers(
    from,
    from + (min(1, last) as usize) * stride,
    from + (min(2, last) as usize) * stride,
    from + (last as usize) * stride,
  );
}

/** All bits of the lanes, of the first `left`, whose label is a class and not the ignored one. */
// @ts-ignore: decorator
@inline
function hasLabel(label: v128, ignored: i32, classes: i32, left: i32): v128 {
  const isClass = i32x4.lt_u(label, i32x4.splat(classes));
  const counts = v128.andnot(isClass, i32x4.eq(label, i32x4.splat(ignored)));
  return v128.and(counts, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left)));
}

// @ts-ignore: decorator
@inline
function byShare(label: v128, c: i32, onLabeled: usize, everywhere: usize): v128 {
  const here = i32x4.eq(label, i32x4.splat(c));
  return f32x4.add(v128.load32_splat(everywhere), v128.and(v128.load32_splat(onLabeled), here));
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, x: v128): void {
  const high = i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  const pair = f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(high));
  v128.store(sums, f64x2.add(v128.load(sums), pair));
}
