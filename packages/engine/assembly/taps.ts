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

/** One pixel. */
export function taps1(x: usize, tap: usize, end: usize, w: usize, from: usize, out: usize): void {
  let y = v128.load(from);
  while (tap < end) {
    y = madd(v128.load(x + load<i32>(tap)), v128.load(w), y);
    tap += 4;
    w += 16;
  }
  v128.store(out, y);
}
