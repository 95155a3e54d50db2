/**
 * Multiply-adds from registers, as the inner loop of a matrix product has them: tiles of sums stay in registers, the
 * factors come from the nearest cache. `x` and `y` are addresses of at least 256 bytes each; the results go to `out`,
 * so that no compiler can leave the work out. One call is `n` steps.
 */

const RELAXED: bool = isDefined(RELAXED_SIMD);

// @ts-ignore: AssemblyScript decorates functions
@inline
function mad(a: v128, b: v128, sum: v128): v128 {
  return RELAXED ? f32x4.relaxed_madd(a, b, sum) : f32x4.add(sum, f32x4.mul(a, b));
}

/** 3 x 3 vectors: 9 multiply-adds of 4 numbers a step. */
export function tile3x3(x: usize, y: usize, out: usize, n: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0;
  for (let i = 0; i < n; i++) {
    const at = ((i & 3) << 6) as usize;
    const a = v128.load(x + at), b = v128.load(x + at, 16), c = v128.load(x + at, 32);
    const p = v128.load32_splat(y + at);
    s0 = mad(a, p, s0); s1 = mad(b, p, s1); s2 = mad(c, p, s2);
    const q = v128.load32_splat(y + at, 4);
    s3 = mad(a, q, s3); s4 = mad(b, q, s4); s5 = mad(c, q, s5);
    const r = v128.load32_splat(y + at, 8);
    s6 = mad(a, r, s6); s7 = mad(b, r, s7); s8 = mad(c, r, s8);
  }
  v128.store(out, f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(f32x4.add(s4, s5), f32x4.add(s6, f32x4.add(s7, s8)))));
}

/** 2 x 5 vectors: 10 a step. */
export function tile2x5(x: usize, y: usize, out: usize, n: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (let i = 0; i < n; i++) {
    const at = ((i & 3) << 6) as usize;
    const a = v128.load(x + at), b = v128.load(x + at, 16);
    const p = v128.load32_splat(y + at);
    s0 = mad(a, p, s0); s1 = mad(b, p, s1);
    const q = v128.load32_splat(y + at, 4);
    s2 = mad(a, q, s2); s3 = mad(b, q, s3);
    const r = v128.load32_splat(y + at, 8);
    s4 = mad(a, r, s4); s5 = mad(b, r, s5);
    const t = v128.load32_splat(y + at, 12);
    s6 = mad(a, t, s6); s7 = mad(b, t, s7);
    const u = v128.load32_splat(y + at, 16);
    s8 = mad(a, u, s8); s9 = mad(b, u, s9);
  }
  v128.store(out, f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(f32x4.add(s4, s5), f32x4.add(f32x4.add(s6, s7), f32x4.add(s8, s9)))));
}

/** Ten sums and factors that never leave the registers: nothing is loaded at all. */
export function registers(x: usize, y: usize, out: usize, n: i32): void {
  const a = v128.load(x), b = v128.load(y);
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0, s8 = s0, s9 = s0;
  for (let i = 0; i < n; i++) {
    s0 = mad(a, s0, b); s1 = mad(a, s1, b); s2 = mad(a, s2, b); s3 = mad(a, s3, b); s4 = mad(a, s4, b);
    s5 = mad(a, s5, b); s6 = mad(a, s6, b); s7 = mad(a, s7, b); s8 = mad(a, s8, b); s9 = mad(a, s9, b);
  }
  v128.store(out, f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), f32x4.add(f32x4.add(s4, s5), f32x4.add(f32x4.add(s6, s7), f32x4.add(s8, s9)))));
}
