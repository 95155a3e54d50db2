/**
 * The two inner loops of a depthwise convolution over one row, for one vector of channels and `taps` taps at once.
 * A tap is an address; the row's vectors lie `step` bytes apart. `N` is a constant where this is called, so that
 * every unused tap vanishes.
 */

// @ts-ignore: decorator
@inline
function address(table: usize, n: i32): usize {
  return load<u32>(table + ((n as usize) << 2));
}

// @ts-ignore: decorator
@inline
function addInPlace(to: usize, x: v128): void {
  v128.store(to, f32x4.add(v128.load(to), x));
}

/** sums[n * stride] += sum over the row of g * x under tap n. */
// @ts-ignore: decorator
@inline
function products(N: i32, taps: usize, offset: usize, g: usize, bytes: usize, step: usize, sums: usize, stride: usize): void {
  const p0 = address(taps, 0) + offset;
  const p1 = N > 1 ? address(taps, 1) + offset : 0;
  const p2 = N > 2 ? address(taps, 2) + offset : 0;
  const p3 = N > 3 ? address(taps, 3) + offset : 0;
  const p4 = N > 4 ? address(taps, 4) + offset : 0;
  const p5 = N > 5 ? address(taps, 5) + offset : 0;
  const p6 = N > 6 ? address(taps, 6) + offset : 0;
  const p7 = N > 7 ? address(taps, 7) + offset : 0;
  const p8 = N > 8 ? address(taps, 8) + offset : 0;
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0);
  let s5 = f32x4.splat(0);
  let s6 = f32x4.splat(0);
  let s7 = f32x4.splat(0);
  let s8 = f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += step) {
    const y = v128.load(g + f);
    s0 = f32x4.add(s0, f32x4.mul(y, v128.load(p0 + f)));
    if (N > 1) s1 = f32x4.add(s1, f32x4.mul(y, v128.load(p1 + f)));
    if (N > 2) s2 = f32x4.add(s2, f32x4.mul(y, v128.load(p2 + f)));
    if (N > 3) s3 = f32x4.add(s3, f32x4.mul(y, v128.load(p3 + f)));
    if (N > 4) s4 = f32x4.add(s4, f32x4.mul(y, v128.load(p4 + f)));
    if (N > 5) s5 = f32x4.add(s5, f32x4.mul(y, v128.load(p5 + f)));
    if (N > 6) s6 = f32x4.add(s6, f32x4.mul(y, v128.load(p6 + f)));
    if (N > 7) s7 = f32x4.add(s7, f32x4.mul(y, v128.load(p7 + f)));
    if (N > 8) s8 = f32x4.add(s8, f32x4.mul(y, v128.load(p8 + f)));
  }
  addInPlace(sums, s0);
  if (N > 1) addInPlace(sums + stride, s1);
  if (N > 2) addInPlace(sums + 2 * stride, s2);
  if (N > 3) addInPlace(sums + 3 * stride, s3);
  if (N > 4) addInPlace(sums + 4 * stride, s4);
  if (N > 5) addInPlace(sums + 5 * stride, s5);
  if (N > 6) addInPlace(sums + 6 * stride, s6);
  if (N > 7) addInPlace(sums + 7 * stride, s7);
  if (N > 8) addInPlace(sums + 8 * stride, s8);
}

/** y = sum over taps of weight n * x under tap n, added to what y holds unless `first`. */
// @ts-ignore: decorator
@inline
function filtered(N: i32, taps: usize, weights: usize, offset: usize, y: usize, bytes: usize, step: usize, first: bool): void {
  const p0 = address(taps, 0) + offset;
  const p1 = N > 1 ? address(taps, 1) + offset : 0;
  const p2 = N > 2 ? address(taps, 2) + offset : 0;
  const p3 = N > 3 ? address(taps, 3) + offset : 0;
  const p4 = N > 4 ? address(taps, 4) + offset : 0;
  const p5 = N > 5 ? address(taps, 5) + offset : 0;
  const p6 = N > 6 ? address(taps, 6) + offset : 0;
  const p7 = N > 7 ? address(taps, 7) + offset : 0;
  const p8 = N > 8 ? address(taps, 8) + offset : 0;
  const w0 = v128.load(address(weights, 0) + offset);
  const w1 = N > 1 ? v128.load(address(weights, 1) + offset) : f32x4.splat(0);
  const w2 = N > 2 ? v128.load(address(weights, 2) + offset) : f32x4.splat(0);
  const w3 = N > 3 ? v128.load(address(weights, 3) + offset) : f32x4.splat(0);
  const w4 = N > 4 ? v128.load(address(weights, 4) + offset) : f32x4.splat(0);
  const w5 = N > 5 ? v128.load(address(weights, 5) + offset) : f32x4.splat(0);
  const w6 = N > 6 ? v128.load(address(weights, 6) + offset) : f32x4.splat(0);
  const w7 = N > 7 ? v128.load(address(weights, 7) + offset) : f32x4.splat(0);
  const w8 = N > 8 ? v128.load(address(weights, 8) + offset) : f32x4.splat(0);
  for (let f: usize = 0; f < bytes; f += step) {
    let a = f32x4.mul(w0, v128.load(p0 + f));
    let b = first ? f32x4.splat(0) : v128.load(y + f);
    if (N > 1) b = f32x4.add(b, f32x4.mul(w1, v128.load(p1 + f)));
    if (N > 2) a = f32x4.add(a, f32x4.mul(w2, v128.load(p2 + f)));
    if (N > 3) b = f32x4.add(b, f32x4.mul(w3, v128.load(p3 + f)));
    if (N > 4) a = f32x4.add(a, f32x4.mul(w4, v128.load(p4 + f)));
    if (N > 5) b = f32x4.add(b, f32x4.mul(w5, v128.load(p5 + f)));
    if (N > 6) a = f32x4.add(a, f32x4.mul(w6, v128.load(p6 + f)));
    if (N > 7) b = f32x4.add(b, f32x4.mul(w7, v128.load(p7 + f)));
    if (N > 8) a = f32x4.add(a, f32x4.mul(w8, v128.load(p8 + f)));
    v128.store(y + f, f32x4.add(a, b));
  }
}

/** How many of `left` taps the next call takes: 3x3 is 9, 5x5 is 9 + 9 + 6 + 1, a stride of 2 leaves 9, 6, 4, 2 or 1. */
// @ts-ignore: decorator
@inline
function group(left: i32): i32 {
  return left >= 9 ? 9 : left >= 6 ? 6 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/** For all `vectors` of a virtual pixel: sums[tap][channel] += sum over the row of g * x under the tap. */
export function addProducts(taps: usize, count: i32, g: usize, vectors: i32, bytes: usize, sums: usize): void {
  const step = (vectors as usize) << 4;
  for (let done = 0; done < count; ) {
    const n = group(count - done);
    const table = taps + ((done as usize) << 2);
    for (let offset: usize = 0; offset < step; offset += 16) {
      const to = sums + (done as usize) * step + offset;
      const from = g + offset;
      if (n == 9) products(9, table, offset, from, bytes, step, to, step);
      else if (n == 6) products(6, table, offset, from, bytes, step, to, step);
      else if (n == 4) products(4, table, offset, from, bytes, step, to, step);
      else if (n == 2) products(2, table, offset, from, bytes, step, to, step);
      else products(1, table, offset, from, bytes, step, to, step);
    }
    done += n;
  }
}

/** For all `vectors` of a virtual pixel: y = sum over taps of weight * x under the tap. */
export function filterRow(taps: usize, weights: usize, count: i32, y: usize, vectors: i32, bytes: usize): void {
  const step = (vectors as usize) << 4;
  if (count == 0) memory.fill(y, 0, bytes);
  for (let done = 0; done < count; ) {
    const n = group(count - done);
    const first = done == 0;
    const table = taps + ((done as usize) << 2);
    const factors = weights + ((done as usize) << 2);
    for (let offset: usize = 0; offset < step; offset += 16) {
      const to = y + offset;
      if (n == 9 && first) filtered(9, table, factors, offset, to, bytes, step, true);
      else if (n == 9) filtered(9, table, factors, offset, to, bytes, step, false);
      else if (n == 6) filtered(6, table, factors, offset, to, bytes, step, first);
      else if (n == 4) filtered(4, table, factors, offset, to, bytes, step, first);
      else if (n == 2) filtered(2, table, factors, offset, to, bytes, step, first);
      else filtered(1, table, factors, offset, to, bytes, step, first);
    }
    done += n;
  }
}
