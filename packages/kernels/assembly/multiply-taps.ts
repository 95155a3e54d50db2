import { storeColumns } from "./store-columns";
import { floats } from "./virtual-channels";

/** In a table of addresses: this tap meets the image with none of a row's pixels. */
export const NOWHERE: u32 = 0xffffffff;

/**
 * Bytes of a panel (32 rows) after which the sums in registers go into totals: a sum of thousands of products in one
 * chain loses three bits more.
 */
const CHUNK: usize = 1024;

/** Bytes of those totals, for a tile of four pixels and eight outputs. */
export const TOTALS: usize = 128;

/** Moves a tile's sums to its totals; `some`: there are totals already. */
// @ts-ignore: decorator
@inline
function addTotals(
  totals: usize, some: bool, a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128,
): void {
  if (some) {
    a0 = f32x4.add(a0, v128.load(totals));
    a1 = f32x4.add(a1, v128.load(totals, 16));
    b0 = f32x4.add(b0, v128.load(totals, 32));
    b1 = f32x4.add(b1, v128.load(totals, 48));
    c0 = f32x4.add(c0, v128.load(totals, 64));
    c1 = f32x4.add(c1, v128.load(totals, 80));
    d0 = f32x4.add(d0, v128.load(totals, 96));
    d1 = f32x4.add(d1, v128.load(totals, 112));
  }
  v128.store(totals, a0);
  v128.store(totals, a1, 16);
  v128.store(totals, b0, 32);
  v128.store(totals, b1, 48);
  v128.store(totals, c0, 64);
  v128.store(totals, c1, 80);
  v128.store(totals, d0, 96);
  v128.store(totals, d1, 112);
}

/**
 * y[p, o] = sum over the taps t and r below `run` of x[t, p][r] w[t run + r, o] for the pixels p of a row, `yPitch` numbers
 * apart. Where x[t, p] lies stands in a table: load(table + t tapBytes + p entryBytes) + p step; entryBytes is 0 where one
 * entry serves all pixels. `panels` is w as `packPanels` lays it out.
 *
 * Four pixels and eight outputs at a time: their sums stay in registers. Beyond the last pixel it is repeated.
 */
// @ts-ignore: decorator
@inline
export function multiplyTaps(
  totals: usize, table: usize, taps: i32, tapBytes: usize, entryBytes: usize, step: usize, run: i32, panels: usize,
  y: usize, outputs: i32, pixels: i32, yPitch: i32,
): void {
  const yStep = floats(yPitch);
  const runBytes = floats(run) << 3;
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const p0 = pixel as usize;
    const p1 = min(pixel + 1, last) as usize;
    const p2 = min(pixel + 2, last) as usize;
    const p3 = min(pixel + 3, last) as usize;
    let m = panels;
    for (let column = 0; column < outputs; column += 8) {
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      let some = false;
      let flushed = m;
      let entry = table;
      for (let tap = 0; tap < taps; tap++, entry += tapBytes) {
        const end = m + runBytes;
        if (load<u32>(entry) == NOWHERE) {
          m = end;
          continue;
        }
        let x0 = (load<u32>(entry + p0 * entryBytes) as usize) + p0 * step;
        let x1 = (load<u32>(entry + p1 * entryBytes) as usize) + p1 * step;
        let x2 = (load<u32>(entry + p2 * entryBytes) as usize) + p2 * step;
        let x3 = (load<u32>(entry + p3 * entryBytes) as usize) + p3 * step;
        while (m < end) {
          const stop = min(end, m + CHUNK);
          while (m < stop) {
            const m0 = v128.load(m);
            const m1 = v128.load(m, 16);
            m += 32;
            const v0 = v128.load32_splat(x0);
            a0 = f32x4.add(a0, f32x4.mul(v0, m0));
            a1 = f32x4.add(a1, f32x4.mul(v0, m1));
            x0 += 4;
            const v1 = v128.load32_splat(x1);
            b0 = f32x4.add(b0, f32x4.mul(v1, m0));
            b1 = f32x4.add(b1, f32x4.mul(v1, m1));
            x1 += 4;
            const v2 = v128.load32_splat(x2);
            c0 = f32x4.add(c0, f32x4.mul(v2, m0));
            c1 = f32x4.add(c1, f32x4.mul(v2, m1));
            x2 += 4;
            const v3 = v128.load32_splat(x3);
            d0 = f32x4.add(d0, f32x4.mul(v3, m0));
            d1 = f32x4.add(d1, f32x4.mul(v3, m1));
            x3 += 4;
          }
          if (m - flushed >= CHUNK) {
            flushed = m;
            addTotals(totals, some, a0, a1, b0, b1, c0, c1, d0, d1);
            some = true;
            a0 = f32x4.splat(0);
            a1 = a0;
            b0 = a0;
            b1 = a0;
            c0 = a0;
            c1 = a0;
            d0 = a0;
            d1 = a0;
          }
        }
      }
      if (some) {
        a0 = f32x4.add(a0, v128.load(totals));
        a1 = f32x4.add(a1, v128.load(totals, 16));
        b0 = f32x4.add(b0, v128.load(totals, 32));
        b1 = f32x4.add(b1, v128.load(totals, 48));
        c0 = f32x4.add(c0, v128.load(totals, 64));
        c1 = f32x4.add(c1, v128.load(totals, 80));
        d0 = f32x4.add(d0, v128.load(totals, 96));
        d1 = f32x4.add(d1, v128.load(totals, 112));
      }
      const valid = outputs - column;
      const to = y + (pixel as usize) * yStep + floats(column);
      storeColumns(to, a0, a1, valid);
      if (pixel + 1 <= last) storeColumns(to + yStep, b0, b1, valid);
      if (pixel + 2 <= last) storeColumns(to + 2 * yStep, c0, c1, valid);
      if (pixel + 3 <= last) storeColumns(to + 3 * yStep, d0, d1, valid);
    }
  }
}
