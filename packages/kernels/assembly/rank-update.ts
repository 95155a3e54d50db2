import { floats } from "./virtual-channels";

// @ts-ignore: decorator
@inline
function add2(V: i32, to: usize, a: v128, b: v128): void {
  v128.store(to, f32x4.add(v128.load(to), a));
  if (V > 1) v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
}

/** One tile of R rows by 4 V columns, with its sums in registers. R and V are constants where this is called. */
// @ts-ignore: decorator
@inline
function tile(R: i32, V: i32, x: usize, xStep: usize, y: usize, yStep: usize, n: i32, sums: usize, row: usize): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = f32x4.splat(0), b1 = f32x4.splat(0);
  let a2 = f32x4.splat(0), b2 = f32x4.splat(0);
  let a3 = f32x4.splat(0), b3 = f32x4.splat(0);
  for (let t = 0; t < n; t++) {
    const ya = v128.load(y);
    const yb = V > 1 ? v128.load(y, 16) : f32x4.splat(0);
    const x0 = v128.load32_splat(x);
    a0 = f32x4.add(a0, f32x4.mul(x0, ya));
    if (V > 1) b0 = f32x4.add(b0, f32x4.mul(x0, yb));
    if (R > 1) {
      const x1 = v128.load32_splat(x, 4);
      a1 = f32x4.add(a1, f32x4.mul(x1, ya));
      if (V > 1) b1 = f32x4.add(b1, f32x4.mul(x1, yb));
    }
    if (R > 2) {
      const x2 = v128.load32_splat(x, 8);
      a2 = f32x4.add(a2, f32x4.mul(x2, ya));
      if (V > 1) b2 = f32x4.add(b2, f32x4.mul(x2, yb));
    }
    if (R > 3) {
      const x3 = v128.load32_splat(x, 12);
      a3 = f32x4.add(a3, f32x4.mul(x3, ya));
      if (V > 1) b3 = f32x4.add(b3, f32x4.mul(x3, yb));
    }
    x += xStep;
    y += yStep;
  }
  add2(V, sums, a0, b0);
  if (R > 1) add2(V, sums + row, a1, b1);
  if (R > 2) add2(V, sums + 2 * row, a2, b2);
  if (R > 3) add2(V, sums + 3 * row, a3, b3);
}

/**
 * sums[r, c] += sum over t < n of x[t, r] y[t, c] for `rows` x `columns` sums; a row of sums has `pitch` floats, a
 * multiple of four. The rows of x and y lie xStep and yStep bytes apart. Up to 12 bytes after the last y are read.
 */
export function rankUpdate(
  x: usize, xStep: usize, rows: i32, y: usize, yStep: usize, columns: i32, n: i32, sums: usize, pitch: i32,
): void {
  // As many vectors of x and y as the first-level cache holds: all tiles pass over them.
  const block = max(16, 5120 / (rows + columns));
  const rowBytes = floats(pitch);
  for (let t = 0; t < n; t += block) {
    const count = min(block, n - t);
    for (let r = 0; r < rows; r += 4) {
      const left = rows - r;
      const xs = x + floats(r);
      for (let c = 0; c < columns; c += 8) {
        const to = sums + rowBytes * (r as usize) + floats(c);
        const ys = y + floats(c);
        if (columns - c > 4) {
          if (left > 3) tile(4, 2, xs, xStep, ys, yStep, count, to, rowBytes);
          else if (left == 3) tile(3, 2, xs, xStep, ys, yStep, count, to, rowBytes);
          else if (left == 2) tile(2, 2, xs, xStep, ys, yStep, count, to, rowBytes);
          else tile(1, 2, xs, xStep, ys, yStep, count, to, rowBytes);
        } else {
          if (left > 3) tile(4, 1, xs, xStep, ys, yStep, count, to, rowBytes);
          else if (left == 3) tile(3, 1, xs, xStep, ys, yStep, count, to, rowBytes);
          else if (left == 2) tile(2, 1, xs, xStep, ys, yStep, count, to, rowBytes);
          else tile(1, 1, xs, xStep, ys, yStep, count, to, rowBytes);
        }
      }
    }
    x += xStep * (count as usize);
    y += yStep * (count as usize);
  }
}
