/**
 * Depthwise convolution by a list of taps: y = sum of weight[tap] x[pixel + offset[tap]], channel by channel, over a
 * zero-bordered map. Several kernels of one map (the two of a feature fusion module) are one list.
 */
import { Ending, finish } from "./ending";
import { taps1, taps8, taps8x8 } from "./taps";

@unmanaged
export class Depthwise {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  taps: i32;
  /** Byte offset of each tap, relative to the pixel. */
  offsets: usize;
  /** For each vector of four channels, in the wide build for each two of them: so many numbers for each tap. */
  weights: usize;
  ending: usize;
}

export function depthwise(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Depthwise>(args);
  const e = changetype<Ending>(a.ending);
  const pixel = a.xPixel;
  const outPixel = e.outPixel;
  const stop = a.offsets + (a.taps << 2);
  for (let row = begin; row < end; row++) {
    for (let quad = 0; quad < a.quads; quad++) {
      const c = quad << 4;
      // @ts-ignore: a constant of the build
      if (WIDE && quad + 1 < a.quads) {
        octet(a, row, quad);
        quad++;
        continue;
      }
      const w = a.weights + quad * (a.taps << 4);
      let x = a.x + row * a.xRow + c;
      let out = e.out + row * e.outRow + c;
      let i = 0;
      for (; i + 8 <= a.width; i += 8) {
        taps8(x, pixel, a.offsets, stop, w, e.bias + c, 0, out, outPixel);
        x += 8 * pixel;
        out += 8 * outPixel;
      }
      for (; i < a.width; i++) {
        taps1(x, a.offsets, stop, w, 16, e.bias + c, out);
        x += pixel;
        out += outPixel;
      }
    }
    finish(e, row, 0, a.width, a.quads);
  }
}

/** Eight channels of a row, from vector `quad` on. */
function octet(a: Depthwise, row: i32, quad: i32): void {
  const e = changetype<Ending>(a.ending);
  const pixel = a.xPixel;
  const outPixel = e.outPixel;
  const stop = a.offsets + (a.taps << 2);
  const c = quad << 4;
  const w = a.weights + quad * (a.taps << 4);
  let x = a.x + row * a.xRow + c;
  let out = e.out + row * e.outRow + c;
  let i = 0;
  for (; i + 8 <= a.width; i += 8) {
    taps8x8(x, pixel, a.offsets, stop, w, e.bias + c, 0, out, outPixel);
    x += 8 * pixel;
    out += 8 * outPixel;
  }
  for (; i < a.width; i++) {
    taps1(x, a.offsets, stop, w, 32, e.bias + c, out);
    taps1(x + 16, a.offsets, stop, w + 16, 32, e.bias + c + 16, out + 16);
    x += pixel;
    out += outPixel;
  }
}
