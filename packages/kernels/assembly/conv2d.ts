import { packRow } from "./pack-row";
import { floats, roundUp } from "./virtual-channels";

/**
 * Bytes of a panel (32 rows) after which the sums in registers go into totals: a sum of thousands of products in one
 * chain loses three bits more.
 */
export const CHUNK: usize = 1024;

/** Bytes of those totals, for a tile of four pixels and eight outputs. */
export const TOTALS: usize = 128;

/** Moves a tile's sums to its totals; `some`: there are totals already. */
// @ts-ignore: decorator
@inline
export function addTotals(
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

/** Bytes of scratch memory that `conv2d` needs. */
export function conv2dScratch(
  channels: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32, strideWidth: i32, dilationHeight: i32,
): usize {
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const length = (outWidth - 1) * strideWidth + kernelWidth;
  return floats(roundUp(kernelHeight, 4) + rows * length * channels) + TOTALS + 64;
}

/** Floats of the panels of `rows` x `columns` weights. */
export function panelsLength(rows: i32, columns: i32): i32 {
  return rows * roundUp(columns, 8);
}

/** [rows, columns] -> [ceil(columns / 8)][rows][8], filled up with zeros. */
export function packPanels(from: usize, to: usize, rows: i32, columns: i32): void {
  packGroupPanels(from, to, rows, columns, columns);
}

/** The same for some columns of a wider matrix, whose rows lie `pitch` numbers apart. */
export function packGroupPanels(from: usize, to: usize, rows: i32, columns: i32, pitch: i32): void {
  for (let column = 0; column < columns; column += 8) {
    const count = min(8, columns - column);
    for (let row = 0; row < rows; row++, to += 32) {
      const source = from + floats(row * pitch + column);
      if (count == 8) {
        v128.store(to, v128.load(source));
        v128.store(to, v128.load(source, 16), 16);
        continue;
      }
      for (let n = 0; n < 8; n++) store<f32>(to + floats(n), n < count ? load<f32>(source + floats(n)) : 0);
    }
  }
}

/**
 * The panels of a filter [taps, inputs, outputs] turned by half a turn, inputs and outputs exchanged, as the gradient of
 * the input convolves with it: [taps * outputs, inputs], the taps from the last to the first.
 */
export function packTurnedPanels(from: usize, to: usize, taps: i32, inputs: i32, outputs: i32): void {
  packTurnedGroupPanels(from, to, taps, inputs, outputs, outputs);
}

/** The same for some outputs of a wider filter, [taps, inputs, pitch]. */
export function packTurnedGroupPanels(
  from: usize, to: usize, taps: i32, inputs: i32, outputs: i32, pitch: i32,
): void {
  for (let column = 0; column < inputs; column += 8) {
    for (let tap = taps - 1; tap >= 0; tap--) {
      const source = from + floats((tap * inputs + column) * pitch);
      for (let output = 0; output < outputs; output++, to += 32) {
        for (let n = 0; n < 8; n++) {
          const value: f32 = column + n < inputs ? load<f32>(source + floats(n * pitch + output)) : 0;
          store<f32>(to + floats(n), value);
        }
      }
    }
  }
}

/**
 * y[i, j, o] = sum over u, v, c of x[s i + d u - top, s j + v - left, c] w[u, v, c, o] for the rows i from `begin` to
 * `end` of one image; `panels` is w as `packPanels` lays out its [kernelHeight * kernelWidth * channels, outputs].
 * The channels of a whole kernel row follow each other in memory. Where there is padding the input's rows pass through a
 * ring with their zeros; else they are read where they are.
 */
export function conv2d(
  x: usize, panels: usize, y: usize, scratch: usize,
  height: i32, width: i32, channels: i32, outputs: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, top: i32, left: i32, begin: i32, end: i32,
): void {
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const length = (outWidth - 1) * strideWidth + kernelWidth;
  const totals = (scratch + 15) & ~15;
  const table = totals + TOTALS;
  const ring = table + floats(roundUp(kernelHeight, 4));
  const slotBytes = floats(length * channels);
  const rowBytes = floats(width * channels);
  const padded = top != 0 || left != 0 || (end - 1) * strideHeight + rows > height || length > width;
  const start = begin * strideHeight - top;
  let next = start;
  y += floats(begin * outWidth * outputs);
  for (let i = begin; i < end; i++, y += floats(outWidth * outputs)) {
    const first = i * strideHeight - top;
    for (next = max(next, first); padded && next < first + rows; next++) {
      const inside = next >= 0 && next < height;
      const slot = ring + slotBytes * (((next - start) % rows) as usize);
      packRow(inside ? x + rowBytes * (next as usize) : 0, slot, width, channels, 1, 1, left, length);
    }
    for (let u = 0; u < kernelHeight; u++) {
      const row = first + u * dilationHeight;
      const from = padded ? ring + slotBytes * (((row - start) % rows) as usize) : x + rowBytes * (row as usize);
      store<u32>(table + floats(u), from as u32);
    }
    multiplyRow(totals, table, kernelHeight, kernelWidth * channels, floats(strideWidth * channels), panels, y, outputs, outWidth);
  }
}

/** Four pixels and eight outputs at a time: their sums stay in registers. Beyond the last pixel it is repeated. */
// @ts-ignore: decorator
@inline
function multiplyRow(
  totals: usize, table: usize, parts: i32, run: i32, step: usize, panels: usize, y: usize, outputs: i32, pixels: i32,
): void {
  const yStep = floats(outputs);
  const runBytes = floats(run);
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const o0 = (pixel as usize) * step;
    const o1 = (min(pixel + 1, last) as usize) * step;
    const o2 = (min(pixel + 2, last) as usize) * step;
    const o3 = (min(pixel + 3, last) as usize) * step;
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
      for (let part = 0; part < parts; part++) {
        const from = load<u32>(table + floats(part)) as usize;
        let x0 = from + o0;
        let x1 = from + o1;
        let x2 = from + o2;
        let x3 = from + o3;
        const end = m + (runBytes << 3);
        while (m < end) {
          const stop = min(end, m + CHUNK);
          while (m < stop) {
            const m0 = v128.load(m);
            const m1 = v128.load(m, 16);
            m += 32;
            const p0 = v128.load32_splat(x0);
            a0 = f32x4.add(a0, f32x4.mul(p0, m0));
            a1 = f32x4.add(a1, f32x4.mul(p0, m1));
            x0 += 4;
            const p1 = v128.load32_splat(x1);
            b0 = f32x4.add(b0, f32x4.mul(p1, m0));
            b1 = f32x4.add(b1, f32x4.mul(p1, m1));
            x1 += 4;
            const p2 = v128.load32_splat(x2);
            c0 = f32x4.add(c0, f32x4.mul(p2, m0));
            c1 = f32x4.add(c1, f32x4.mul(p2, m1));
            x2 += 4;
            const p3 = v128.load32_splat(x3);
            d0 = f32x4.add(d0, f32x4.mul(p3, m0));
            d1 = f32x4.add(d1, f32x4.mul(p3, m1));
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

/** Stores the first `valid` of eight numbers. */
// @ts-ignore: decorator
@inline
export function storeColumns(to: usize, a: v128, b: v128, valid: i32): void {
  if (valid >= 8) {
    v128.store(to, a);
    v128.store(to, b, 16);
    return;
  }
  if (valid >= 4) {
    v128.store(to, a);
    to += 16;
    valid -= 4;
    a = b;
  }
  if (valid > 0) store<f32>(to, f32x4.extract_lane(a, 0));
  if (valid > 1) store<f32>(to, f32x4.extract_lane(a, 1), 4);
  if (valid > 2) store<f32>(to, f32x4.extract_lane(a, 2), 8);
}
