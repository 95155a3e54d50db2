/** The largest or the mean value in windows of rows and columns: poolings of all kinds. */

/** Byte offsets of a window's first row (or pixel) and of the one behind its last, and one divided by what a mean counts. */
@unmanaged
class Span {
  low: i32;
  high: i32;
  share: f32;
}

@unmanaged
class Pool {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  /** 1: the largest; 0: the mean. */
  largest: i32;
  /** A `Span` for each output row, and for each output column. */
  rows: usize;
  columns: usize;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function pool(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Pool>(args);
  const bytes = a.quads << 4;
  for (let row = begin; row < end; row++) {
    const r = changetype<Span>(a.rows + row * offsetof<Span>());
    let out = a.out + row * a.outRow;
    for (let i = 0; i < a.width; i++) {
      const c = changetype<Span>(a.columns + i * offsetof<Span>());
      for (let at = 0; at < bytes; at += 16) {
        const x = a.x + at;
        v128.store(out + at, a.largest ? largest(a, x, r, c) : mean(a, x, r, c));
      }
      out += a.outPixel;
    }
  }
}

function largest(a: Pool, x: usize, r: Span, c: Span): v128 {
  let most = f32x4.splat(-f32.MAX_VALUE);
  for (let rest = r.high - r.low, row = r.low; rest > 0; rest -= a.xRow, row += a.xRow) {
    for (let at = c.low; at < c.high; at += a.xPixel) most = f32x4.max(most, v128.load(x + row + at));
  }
  return most;
}

/** Row by row, so that large windows add up numbers of like size. */
function mean(a: Pool, x: usize, r: Span, c: Span): v128 {
  let total = f32x4.splat(0);
  for (let rest = r.high - r.low, row = r.low; rest > 0; rest -= a.xRow, row += a.xRow) {
    let line = f32x4.splat(0);
    for (let at = c.low; at < c.high; at += a.xPixel) line = f32x4.add(line, v128.load(x + row + at));
    total = f32x4.add(total, line);
  }
  return f32x4.mul(total, f32x4.splat(r.share * c.share));
}
