/**
 * Sums over runs of `bytes` contiguous inputs, one for each byte offset from `offsets` to `last`, times weights [inputs][outputs], for tiles of pixels and
 * outputs. Each sum starts with its bias.
 */
import { madd } from "./math";

/** Four pixels, eight outputs. */
// A function of its own, and its loop not unrolled: with more variables alive than these, V8 keeps some of them in
// memory and takes twice as long.
export function sums4x8(
  x: usize, pixel: i32, offsets: usize, last: usize, bytes: i32, w: usize, bias: usize, out: usize, outPixel: i32,
): void {
  let y0 = v128.load(bias);
  let y1 = v128.load(bias, 16);
  let y2 = y0, y3 = y1, y4 = y0, y5 = y1, y6 = y0, y7 = y1;
  for (; offsets < last; offsets += 4) {
    let x0 = x + load<i32>(offsets);
    let x1 = x0 + pixel;
    let x2 = x1 + pixel;
    let x3 = x2 + pixel;
    const end = x0 + bytes;
    while (x0 < end) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      let v = v128.load32_splat(x0);
      y0 = madd(v, w0, y0);
      y1 = madd(v, w1, y1);
      v = v128.load32_splat(x1);
      y2 = madd(v, w0, y2);
      y3 = madd(v, w1, y3);
      v = v128.load32_splat(x2);
      y4 = madd(v, w0, y4);
      y5 = madd(v, w1, y5);
      v = v128.load32_splat(x3);
      y6 = madd(v, w0, y6);
      y7 = madd(v, w1, y7);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      w += 32;
    }
  }
  v128.store(out, y0);
  v128.store(out, y1, 16);
  out += outPixel;
  v128.store(out, y2);
  v128.store(out, y3, 16);
  out += outPixel;
  v128.store(out, y4);
  v128.store(out, y5, 16);
  out += outPixel;
  v128.store(out, y6);
  v128.store(out, y7, 16);
}

/** Four pixels, four outputs. */
export function sums4x4(
  x: usize, pixel: i32, offsets: usize, last: usize, bytes: i32, w: usize, bias: usize, out: usize, outPixel: i32,
): void {
  let y0 = v128.load(bias);
  let y1 = y0, y2 = y0, y3 = y0;
  for (; offsets < last; offsets += 4) {
    let x0 = x + load<i32>(offsets);
    let x1 = x0 + pixel;
    let x2 = x1 + pixel;
    let x3 = x2 + pixel;
    const end = x0 + bytes;
    while (x0 < end) {
      const w0 = v128.load(w);
      y0 = madd(v128.load32_splat(x0), w0, y0);
      y1 = madd(v128.load32_splat(x1), w0, y1);
      y2 = madd(v128.load32_splat(x2), w0, y2);
      y3 = madd(v128.load32_splat(x3), w0, y3);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      w += 16;
    }
  }
  v128.store(out, y0);
  out += outPixel;
  v128.store(out, y1);
  out += outPixel;
  v128.store(out, y2);
  out += outPixel;
  v128.store(out, y3);
}

/** One pixel, four of the outputs of weights that step by `step` bytes. */
export function sums1x4(
  x: usize, offsets: usize, last: usize, bytes: i32, w: usize, step: i32, bias: usize, out: usize,
): void {
  let y = v128.load(bias);
  for (; offsets < last; offsets += 4) {
    let x0 = x + load<i32>(offsets);
    const end = x0 + bytes;
    while (x0 < end) {
      y = madd(v128.load32_splat(x0), v128.load(w), y);
      x0 += 4;
      w += step;
    }
  }
  v128.store(out, y);
}
