/** Products of channels over all pixels, and a map whose channels are mixed by such a matrix. */
import { madd, sums } from "./math";

@unmanaged
class Products {
  x: usize;
  xRow: i32;
  xPixel: i32;
  y: usize;
  yRow: i32;
  yPixel: i32;
  height: i32;
  width: i32;
  /** Of the second map. */
  quads: i32;
  /** A pixel of the second map for each thread. */
  scratch: usize;
  scratchBytes: i32;
  out: usize;
  outRow: i32;
}

/** Row c: the sums over all pixels of channel c of the first map times each channel of the second. */
export function products(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Products>(args);
  const bytes = a.quads << 4;
  const line = a.scratch + thread * a.scratchBytes;
  for (let channel = begin; channel < end; channel++) {
    const out = a.out + channel * a.outRow;
    memory.fill(out, 0, bytes);
    for (let row = 0; row < a.height; row++) {
      // Row by row, so that numbers of like size are added up.
      memory.fill(line, 0, bytes);
      let x = a.x + row * a.xRow + (channel << 2);
      let y = a.y + row * a.yRow;
      for (let i = 0; i < a.width; i++) {
        const own = v128.load32_splat(x);
        for (let c = 0; c < bytes; c += 16) v128.store(line + c, madd(own, v128.load(y + c), v128.load(line + c)));
        x += a.xPixel;
        y += a.yPixel;
      }
      for (let c = 0; c < bytes; c += 16) v128.store(out + c, f32x4.add(v128.load(out + c), v128.load(line + c)));
    }
  }
}

@unmanaged
class Mix {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  channels: i32;
  /** A row of `row` bytes for each channel. */
  matrix: usize;
  row: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function mix(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Mix>(args);
  const bytes = a.quads << 4;
  for (let row = begin; row < end; row++) {
    let x = a.x + row * a.xRow;
    let out = a.out + row * a.outRow;
    for (let i = 0; i < a.width; i++) {
      for (let channel = 0; channel < a.channels; channel += 4) {
        const m = a.matrix + channel * a.row;
        // Rows behind the last one are not there: the first one's stands in, and its result is dropped.
        const m1 = channel + 1 < a.channels ? m + a.row : m;
        const m2 = channel + 2 < a.channels ? m + 2 * a.row : m;
        const m3 = channel + 3 < a.channels ? m + 3 * a.row : m;
        let s0 = f32x4.splat(0);
        let s1 = s0, s2 = s0, s3 = s0;
        for (let c = 0; c < bytes; c += 16) {
          const v = v128.load(x + c);
          s0 = madd(v, v128.load(m + c), s0);
          s1 = madd(v, v128.load(m1 + c), s1);
          s2 = madd(v, v128.load(m2 + c), s2);
          s3 = madd(v, v128.load(m3 + c), s3);
        }
        v128.store(out + (channel << 2), sums(s0, s1, s2, s3));
      }
      for (let c = a.channels; c < a.quads << 2; c++) store<f32>(out + (c << 2), 0);
      x += a.xPixel;
      out += a.outPixel;
    }
  }
}
