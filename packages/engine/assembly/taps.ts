/**
 * Sums over a list of taps, weight[tap] x[pixel + offset[tap]], for one vector of four channels: the tile of a depthwise
 * convolution. Each sum starts with what `from` holds for its pixel (every pixel the same where `fromPixel` is 0).
 */
import { madd } from "./math";

/** Eight pixels. */
export function taps8(
  x: usize, pixel: i32, tap: usize, end: usize, w: usize, from: usize, fromPixel: i32, out: usize, outPixel: i32,
): void {
  let y0 = v128.load(from);
  from += fromPixel;
  let y1 = v128.load(from);
  from += fromPixel;
  let y2 = v128.load(from);
  from += fromPixel;
  let y3 = v128.load(from);
  from += fromPixel;
  let y4 = v128.load(from);
  from += fromPixel;
  let y5 = v128.load(from);
  from += fromPixel;
  let y6 = v128.load(from);
  from += fromPixel;
  let y7 = v128.load(from);
  while (tap < end) {
    const weight = v128.load(w);
    let p = x + load<i32>(tap);
    y0 = madd(v128.load(p), weight, y0);
    p += pixel;
    y1 = madd(v128.load(p), weight, y1);
    p += pixel;
    y2 = madd(v128.load(p), weight, y2);
    p += pixel;
    y3 = madd(v128.load(p), weight, y3);
    p += pixel;
    y4 = madd(v128.load(p), weight, y4);
    p += pixel;
    y5 = madd(v128.load(p), weight, y5);
    p += pixel;
    y6 = madd(v128.load(p), weight, y6);
    p += pixel;
    y7 = madd(v128.load(p), weight, y7);
    tap += 4;
    w += 16;
  }
  v128.store(out, y0);
  out += outPixel;
  v128.store(out, y1);
  out += outPixel;
  v128.store(out, y2);
  out += outPixel;
  v128.store(out, y3);
  out += outPixel;
  v128.store(out, y4);
  out += outPixel;
  v128.store(out, y5);
  out += outPixel;
  v128.store(out, y6);
  out += outPixel;
  v128.store(out, y7);
}

/** One pixel; `step` bytes lie between the weights of two taps. */
export function taps1(x: usize, tap: usize, end: usize, w: usize, step: i32, from: usize, out: usize): void {
  let y = v128.load(from);
  while (tap < end) {
    y = madd(v128.load(x + load<i32>(tap)), v128.load(w), y);
    tap += 4;
    w += step;
  }
  v128.store(out, y);
}

/** Eight pixels, two vectors of four channels, which V8 joins to one of eight: weights are eight numbers for each tap. */
export function taps8x8(
  x: usize, pixel: i32, tap: usize, end: usize, w: usize, from: usize, fromPixel: i32, out: usize, outPixel: i32,
): void {
  let a0 = v128.load(from);
  let a1 = v128.load(from, 16);
  from += fromPixel;
  let b0 = v128.load(from);
  let b1 = v128.load(from, 16);
  from += fromPixel;
  let c0 = v128.load(from);
  let c1 = v128.load(from, 16);
  from += fromPixel;
  let d0 = v128.load(from);
  let d1 = v128.load(from, 16);
  from += fromPixel;
  let e0 = v128.load(from);
  let e1 = v128.load(from, 16);
  from += fromPixel;
  let f0 = v128.load(from);
  let f1 = v128.load(from, 16);
  from += fromPixel;
  let g0 = v128.load(from);
  let g1 = v128.load(from, 16);
  from += fromPixel;
  let h0 = v128.load(from);
  let h1 = v128.load(from, 16);
  while (tap < end) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    let p = x + load<i32>(tap);
    a0 = madd(v128.load(p), w0, a0);
    a1 = madd(v128.load(p, 16), w1, a1);
    p += pixel;
    b0 = madd(v128.load(p), w0, b0);
    b1 = madd(v128.load(p, 16), w1, b1);
    p += pixel;
    c0 = madd(v128.load(p), w0, c0);
    c1 = madd(v128.load(p, 16), w1, c1);
    p += pixel;
    d0 = madd(v128.load(p), w0, d0);
    d1 = madd(v128.load(p, 16), w1, d1);
    p += pixel;
    e0 = madd(v128.load(p), w0, e0);
    e1 = madd(v128.load(p, 16), w1, e1);
    p += pixel;
    f0 = madd(v128.load(p), w0, f0);
    f1 = madd(v128.load(p, 16), w1, f1);
    p += pixel;
    g0 = madd(v128.load(p), w0, g0);
    g1 = madd(v128.load(p, 16), w1, g1);
    p += pixel;
    h0 = madd(v128.load(p), w0, h0);
    h1 = madd(v128.load(p, 16), w1, h1);
    tap += 4;
    w += 32;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  out += outPixel;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  out += outPixel;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  out += outPixel;
  v128.store(out, d0);
  v128.store(out, d1, 16);
  out += outPixel;
  v128.store(out, e0);
  v128.store(out, e1, 16);
  out += outPixel;
  v128.store(out, f0);
  v128.store(out, f1, 16);
  out += outPixel;
  v128.store(out, g0);
  v128.store(out, g1, 16);
  out += outPixel;
  v128.store(out, h0);
  v128.store(out, h1, 16);
}
