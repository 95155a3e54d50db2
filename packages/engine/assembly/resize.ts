/** Bilinear resizing with half-pixel centers: a row between two rows in a scratch row, then its columns. */
import { madd } from "./math";

/** Between two neighbors: their byte offsets, and how much of the second. */
@unmanaged
export class Between {
  low: i32;
  high: i32;
  share: f32;
}

@unmanaged
export class Resize {
  x: usize;
  /** Pixels of an input row are contiguous: `width` pixels of `quads` vectors. */
  width: i32;
  quads: i32;
  outWidth: i32;
  /** A `Between` for each output row, and for each output column. */
  rows: usize;
  columns: usize;
  /** A row of inputs for each thread. */
  scratch: usize;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function resize(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Resize>(args);
  const bytes = a.quads << 4;
  const scratch = a.scratch + thread * a.width * bytes;
  for (let row = begin; row < end; row++) {
    betweenRows(a, row, scratch);
    let column = a.columns;
    let out = a.out + row * a.outRow;
    for (let i = 0; i < a.outWidth; i++) {
      const t = changetype<Between>(column);
      const low = scratch + t.low;
      const high = scratch + t.high;
      const share = f32x4.splat(t.share);
      for (let c = 0; c < bytes; c += 16) {
        const from = v128.load(low + c);
        v128.store(out + c, madd(share, f32x4.sub(v128.load(high + c), from), from));
      }
      column += offsetof<Between>();
      out += a.outPixel;
    }
  }
}

/** The row of inputs at the height of output row `row`. */
export function betweenRows(a: Resize, row: i32, scratch: usize): void {
  const t = changetype<Between>(a.rows + row * offsetof<Between>());
  const share = f32x4.splat(t.share);
  let low = a.x + t.low;
  let high = a.x + t.high;
  const end = low + ((a.width * a.quads) << 4);
  while (low < end) {
    const from = v128.load(low);
    v128.store(scratch, madd(share, f32x4.sub(v128.load(high), from), from));
    low += 16;
    high += 16;
    scratch += 16;
  }
}
