/** The softmax of four pixels at once: a lane for each pixel. */
import { exp } from "../../../assembly/exp";

/** A number of each of four pixels. */
// @ts-ignore: decorator
@inline
export function fourNumbers(a: usize, b: usize, c: usize, d: usize): v128 {
  let x = v128.load32_splat(a);
  x = v128.load_lane<f32>(b, x, 1);
  x = v128.load_lane<f32>(c, x, 2);
  return v128.load_lane<f32>(d, x, 3);
}

/** The largest of the numbers in `stride` bytes, pixel by pixel. */
export function largestOf(x0: usize, x1: usize, x2: usize, x3: usize, stride: usize): v128 {
  let largest = f32x4.splat(-Infinity);
  for (let at: usize = 0; at < stride; at += 4) {
    largest = f32x4.max(largest, fourNumbers(x0 + at, x1 + at, x2 + at, x3 + at));
  }
  return largest;
}

/** exp(x - largest). Not inlined: it is long, and asked for in several places. */
export function powerOf(x: v128, largest: v128): v128 {
  return exp(f32x4.sub(x, largest));
}

/** The labels of four pixels; -1, which is no class, beyond the `left` that there are. */
export function labelsOf(from: usize, left: i32): v128 {
  const isThere = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left));
  return v128.or(v128.load(from), v128.not(isThere));
}

/** Stores a number of each of the first `left` of four pixels, `stride` bytes from one to the next. */
export function storeFour(to: usize, stride: usize, left: i32, x: v128): void {
  v128.store_lane<f32>(to, x, 0);
  if (left > 1) v128.store_lane<f32>(to + stride, x, 1);
  if (left > 2) v128.store_lane<f32>(to + 2 * stride, x, 2);
  if (left > 3) v128.store_lane<f32>(to + 3 * stride, x, 3);
}
