/**
 * The tiles of `sums.ts` for vectors of eight numbers: V8 joins two neighboring operations on four to one on eight where it
 * is told to (`src/node/enable-wide-vectors.ts`). Eight sums of eight numbers keep both multipliers busy; as vectors of four
 * they are more than there are registers. Two inputs at a time, as steps of pointers cost as much as a product.
 */
import { madd } from "./math";

/** Four pixels, sixteen outputs, whose weights are those of two blocks of eight, `w` and `v`. */
export function sums4x16(
  x: usize, pixel: i32, offsets: usize, last: usize, bytes: i32, w: usize, v: usize, bias: usize, out: usize, outPixel: i32,
): void {
  let a0 = v128.load(bias);
  let a1 = v128.load(bias, 16);
  let a2 = v128.load(bias, 32);
  let a3 = v128.load(bias, 48);
  let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
  let c0 = a0, c1 = a1, c2 = a2, c3 = a3;
  let d0 = a0, d1 = a1, d2 = a2, d3 = a3;
  for (; offsets < last; offsets += 4) {
    let x0 = x + load<i32>(offsets);
    let x1 = x0 + pixel;
    let x2 = x1 + pixel;
    let x3 = x2 + pixel;
    const end = x0 + bytes;
    const pairs = x0 + (bytes & ~7);
    while (x0 < pairs) {
      let w0 = v128.load(w);
      let w1 = v128.load(w, 16);
      let v0 = v128.load(v);
      let v1 = v128.load(v, 16);
      let s = v128.load32_splat(x0);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      a2 = madd(s, v0, a2);
      a3 = madd(s, v1, a3);
      s = v128.load32_splat(x1);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      b2 = madd(s, v0, b2);
      b3 = madd(s, v1, b3);
      s = v128.load32_splat(x2);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      c2 = madd(s, v0, c2);
      c3 = madd(s, v1, c3);
      s = v128.load32_splat(x3);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      d2 = madd(s, v0, d2);
      d3 = madd(s, v1, d3);
      w0 = v128.load(w, 32);
      w1 = v128.load(w, 48);
      v0 = v128.load(v, 32);
      v1 = v128.load(v, 48);
      s = v128.load32_splat(x0, 4);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      a2 = madd(s, v0, a2);
      a3 = madd(s, v1, a3);
      s = v128.load32_splat(x1, 4);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      b2 = madd(s, v0, b2);
      b3 = madd(s, v1, b3);
      s = v128.load32_splat(x2, 4);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      c2 = madd(s, v0, c2);
      c3 = madd(s, v1, c3);
      s = v128.load32_splat(x3, 4);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      d2 = madd(s, v0, d2);
      d3 = madd(s, v1, d3);
      x0 += 8;
      x1 += 8;
      x2 += 8;
      x3 += 8;
      w += 64;
      v += 64;
    }
    while (x0 < end) {
      let w0 = v128.load(w);
      let w1 = v128.load(w, 16);
      let v0 = v128.load(v);
      let v1 = v128.load(v, 16);
      let s = v128.load32_splat(x0);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      a2 = madd(s, v0, a2);
      a3 = madd(s, v1, a3);
      s = v128.load32_splat(x1);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      b2 = madd(s, v0, b2);
      b3 = madd(s, v1, b3);
      s = v128.load32_splat(x2);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      c2 = madd(s, v0, c2);
      c3 = madd(s, v1, c3);
      s = v128.load32_splat(x3);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      d2 = madd(s, v0, d2);
      d3 = madd(s, v1, d3);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      w += 32;
      v += 32;
    }
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  out += outPixel;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  v128.store(out, b2, 32);
  v128.store(out, b3, 48);
  out += outPixel;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
  out += outPixel;
  v128.store(out, d0);
  v128.store(out, d1, 16);
  v128.store(out, d2, 32);
  v128.store(out, d3, 48);
}

/** Eight pixels, eight outputs. */
export function sums8x8(
  x: usize, pixel: i32, offsets: usize, last: usize, bytes: i32, w: usize, bias: usize, out: usize, outPixel: i32,
): void {
  let a0 = v128.load(bias);
  let a1 = v128.load(bias, 16);
  let b0 = a0, b1 = a1;
  let c0 = a0, c1 = a1;
  let d0 = a0, d1 = a1;
  let e0 = a0, e1 = a1;
  let f0 = a0, f1 = a1;
  let g0 = a0, g1 = a1;
  let h0 = a0, h1 = a1;
  const half = pixel << 2;
  for (; offsets < last; offsets += 4) {
    let x0 = x + load<i32>(offsets);
    let x1 = x0 + pixel;
    let x2 = x1 + pixel;
    let x3 = x2 + pixel;
    const end = x0 + bytes;
    const pairs = x0 + (bytes & ~7);
    while (x0 < pairs) {
      let w0 = v128.load(w);
      let w1 = v128.load(w, 16);
      let s = v128.load32_splat(x0);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      s = v128.load32_splat(x1);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      s = v128.load32_splat(x2);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      s = v128.load32_splat(x3);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      s = v128.load32_splat(x0 + half);
      e0 = madd(s, w0, e0);
      e1 = madd(s, w1, e1);
      s = v128.load32_splat(x1 + half);
      f0 = madd(s, w0, f0);
      f1 = madd(s, w1, f1);
      s = v128.load32_splat(x2 + half);
      g0 = madd(s, w0, g0);
      g1 = madd(s, w1, g1);
      s = v128.load32_splat(x3 + half);
      h0 = madd(s, w0, h0);
      h1 = madd(s, w1, h1);
      w0 = v128.load(w, 32);
      w1 = v128.load(w, 48);
      s = v128.load32_splat(x0, 4);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      s = v128.load32_splat(x1, 4);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      s = v128.load32_splat(x2, 4);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      s = v128.load32_splat(x3, 4);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      s = v128.load32_splat(x0 + half, 4);
      e0 = madd(s, w0, e0);
      e1 = madd(s, w1, e1);
      s = v128.load32_splat(x1 + half, 4);
      f0 = madd(s, w0, f0);
      f1 = madd(s, w1, f1);
      s = v128.load32_splat(x2 + half, 4);
      g0 = madd(s, w0, g0);
      g1 = madd(s, w1, g1);
      s = v128.load32_splat(x3 + half, 4);
      h0 = madd(s, w0, h0);
      h1 = madd(s, w1, h1);
      x0 += 8;
      x1 += 8;
      x2 += 8;
      x3 += 8;
      w += 64;
    }
    while (x0 < end) {
      let w0 = v128.load(w);
      let w1 = v128.load(w, 16);
      let s = v128.load32_splat(x0);
      a0 = madd(s, w0, a0);
      a1 = madd(s, w1, a1);
      s = v128.load32_splat(x1);
      b0 = madd(s, w0, b0);
      b1 = madd(s, w1, b1);
      s = v128.load32_splat(x2);
      c0 = madd(s, w0, c0);
      c1 = madd(s, w1, c1);
      s = v128.load32_splat(x3);
      d0 = madd(s, w0, d0);
      d1 = madd(s, w1, d1);
      s = v128.load32_splat(x0 + half);
      e0 = madd(s, w0, e0);
      e1 = madd(s, w1, e1);
      s = v128.load32_splat(x1 + half);
      f0 = madd(s, w0, f0);
      f1 = madd(s, w1, f1);
      s = v128.load32_splat(x2 + half);
      g0 = madd(s, w0, g0);
      g1 = madd(s, w1, g1);
      s = v128.load32_splat(x3 + half);
      h0 = madd(s, w0, h0);
      h1 = madd(s, w1, h1);
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
      w += 32;
    }
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
