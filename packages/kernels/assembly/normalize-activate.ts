/**
 * Normalization and PReLU in one pass, and their gradients: t = (x - mean) scale + beta, y = t where t > 0, alpha t
 * elsewhere. Rows of `width` numbers as in channel-sums.ts; mean, scale, beta, alpha hold a number for each column.
 */
import { addToSums, chunkRows } from "./channel-sums";

// @ts-ignore: decorator
@inline
function activated(t: v128, alpha: v128, value: v128): v128 {
  return v128.bitselect(value, f32x4.mul(value, alpha), f32x4.gt(t, f32x4.splat(0)));
}

export function normalizeActivate(
  x: usize,
  y: usize,
  rows: i32,
  width: i32,
  mean: usize,
  scale: usize,
  beta: usize,
  alpha: usize,
): void {
  const bytes = (width as usize) << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const centerd = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const t = f32x4.add(f32x4.mul(centerd, v128.load(scale + at)), v128.load(beta + at));
      v128.store(y + at, activated(t, v128.load(alpha + at), t));
    }
    x += bytes;
    y += bytes;
  }
}

/**
 * With g = dy where t > 0, alpha dy elsewhere: sums of g (beta's gradient), of g (x - mean), and of dy min(t, 0)
 * (alpha's gradient) for each column, added to float64 numbers.
 */
export function normalizeActivateSums(
  x: usize,
  dy: usize,
  rows: i32,
  width: i32,
  mean: usize,
  scale: usize,
  beta: usize,
  alpha: usize,
  sums: usize,
  centeredSums: usize,
  alphaSums: usize,
): void {
  const stride = (width as usize) << 2;
  const step = chunkRows(width);
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row += step) {
    const count = min(step, rows - row);
    for (let column = 0; column < width; column += 4) {
      const offset = (column as usize) << 2;
      const meanHere = v128.load(mean + offset);
      const scaleHere = v128.load(scale + offset);
      const betaHere = v128.load(beta + offset);
      const alphaHere = v128.load(alpha + offset);
      let sum = zero;
      let centerdSum = zero;
      let alphaSum = zero;
      let at = offset;
      for (let i = 0; i < count; i++) {
        const centerd = f32x4.sub(v128.load(x + at), meanHere);
        const t = f32x4.add(f32x4.mul(centerd, scaleHere), betaHere);
        const given = v128.load(dy + at);
        const g = activated(t, alphaHere, given);
        sum = f32x4.add(sum, g);
        centerdSum = f32x4.add(centerdSum, f32x4.mul(g, centerd));
        alphaSum = f32x4.add(alphaSum, f32x4.mul(given, f32x4.pmin(zero, t)));
        at += stride;
      }
      const to = (column as usize) << 3;
      addToSums(sums + to, sum);
      addToSums(centeredSums + to, centerdSum);
      addToSums(alphaSums + to, alphaSum);
    }
    x += (count as usize) * stride;
    dy += (count as usize) * stride;
  }
}

/** dx = scale g + slope (x - mean) + offset; dx may be dy. */
export function normalizeActivateGradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  width: i32,
  mean: usize,
  scale: usize,
  beta: usize,
  alpha: usize,
  slope: usize,
  offset: usize,
): void {
  const bytes = (width as usize) << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const centerd = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const scaleHere = v128.load(scale + at);
      const t = f32x4.add(f32x4.mul(centerd, scaleHere), v128.load(beta + at));
      const g = activated(t, v128.load(alpha + at), v128.load(dy + at));
      const straight = f32x4.mul(g, scaleHere);
      const through = f32x4.add(f32x4.mul(centerd, v128.load(slope + at)), v128.load(offset + at));
      v128.store(dx + at, f32x4.add(straight, through));
    }
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** PReLU alone: dx = dy where x > 0, alpha dy elsewhere; alphaSums += dy min(x, 0). dx may be dy. */
export function preluGradient(
  x: usize,
  dy: usize,
  dx: usize,
  rows: i32,
  width: i32,
  alpha: usize,
  alphaSums: usize,
): void {
  const stride = (width as usize) << 2;
  const step = chunkRows(width);
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row += step) {
    const count = min(step, rows - row);
    for (let column = 0; column < width; column += 4) {
      const offset = (column as usize) << 2;
      const alphaHere = v128.load(alpha + offset);
      let alphaSum = zero;
      let at = offset;
      for (let i = 0; i < count; i++) {
        const value = v128.load(x + at);
        const given = v128.load(dy + at);
        alphaSum = f32x4.add(alphaSum, f32x4.mul(given, f32x4.pmin(zero, value)));
        v128.store(dx + at, activated(value, alphaHere, given));
        at += stride;
      }
      addToSums(alphaSums + ((column as usize) << 3), alphaSum);
    }
    const moved = (count as usize) * stride;
    x += moved;
    dy += moved;
    dx += moved;
  }
}
