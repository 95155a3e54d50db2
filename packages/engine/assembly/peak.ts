import { madd } from "./math";

/**
 * Ten independent chains of multiply-adds on registers alone, `rounds` times: what the machine can do at most, for the
 * benchmark to compare with. 80 floating-point operations a round. Reads and writes the 32 bytes at `at`.
 */
export function peak(at: usize, rounds: i32): void {
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
