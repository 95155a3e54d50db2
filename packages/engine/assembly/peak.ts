import { madd } from "./math";

/**
 * Independent chains of multiply-adds on registers alone, `rounds` times: what the machine can do at most. Ten vectors of four
 * a round, in the wide build eight of eight. Reads and writes up to 320 bytes at `at`.
 */
export function peak(at: usize, rounds: i32): void {
  // @ts-ignore: a constant of the build
  if (WIDE) {
    widePeak(at, rounds);
    return;
  }
  const x = v128.load(at);
  const y = v128.load(at, 16);
  let a = f32x4.splat(0);
  let b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
  for (; rounds > 0; rounds--) {
    a = madd(x, y, a);
    b = madd(x, y, b);
    c = madd(x, y, c);
    d = madd(x, y, d);
    e = madd(x, y, e);
    f = madd(x, y, f);
    g = madd(x, y, g);
    h = madd(x, y, h);
    i = madd(x, y, i);
    j = madd(x, y, j);
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  v128.store(at, f32x4.add(f32x4.add(a, e), f32x4.add(i, j)));
}

/** Neighbors in memory, at the beginning and at the end, are what V8 joins. */
function widePeak(at: usize, rounds: i32): void {
  const x0 = v128.load(at);
  const x1 = v128.load(at, 16);
  const y0 = v128.load(at, 32);
  const y1 = v128.load(at, 48);
  let a0 = v128.load(at, 64);
  let a1 = v128.load(at, 80);
  let b0 = v128.load(at, 96);
  let b1 = v128.load(at, 112);
  let c0 = v128.load(at, 128);
  let c1 = v128.load(at, 144);
  let d0 = v128.load(at, 160);
  let d1 = v128.load(at, 176);
  let e0 = v128.load(at, 192);
  let e1 = v128.load(at, 208);
  let f0 = v128.load(at, 224);
  let f1 = v128.load(at, 240);
  let g0 = v128.load(at, 256);
  let g1 = v128.load(at, 272);
  let h0 = v128.load(at, 288);
  let h1 = v128.load(at, 304);
  for (; rounds > 0; rounds--) {
    a0 = madd(x0, y0, a0);
    a1 = madd(x1, y1, a1);
    b0 = madd(x0, y0, b0);
    b1 = madd(x1, y1, b1);
    c0 = madd(x0, y0, c0);
    c1 = madd(x1, y1, c1);
    d0 = madd(x0, y0, d0);
    d1 = madd(x1, y1, d1);
    e0 = madd(x0, y0, e0);
    e1 = madd(x1, y1, e1);
    f0 = madd(x0, y0, f0);
    f1 = madd(x1, y1, f1);
    g0 = madd(x0, y0, g0);
    g1 = madd(x1, y1, g1);
    h0 = madd(x0, y0, h0);
    h1 = madd(x1, y1, h1);
  }
  v128.store(at, a0, 64);
  v128.store(at, a1, 80);
  v128.store(at, b0, 96);
  v128.store(at, b1, 112);
  v128.store(at, c0, 128);
  v128.store(at, c1, 144);
  v128.store(at, d0, 160);
  v128.store(at, d1, 176);
  v128.store(at, e0, 192);
  v128.store(at, e1, 208);
  v128.store(at, f0, 224);
  v128.store(at, f1, 240);
  v128.store(at, g0, 256);
  v128.store(at, g1, 272);
  v128.store(at, h0, 288);
  v128.store(at, h1, 304);
}
