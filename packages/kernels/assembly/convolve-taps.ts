import { addTotals, CHUNK, storeColumns, TOTALS } from "./conv2d";
import { floats, roundUp } from "./virtual-channels";

/** In a table of addresses: this tap meets the image with none of a row's pixels. */
const NOWHERE: u32 = 0xffffffff;

/** Bytes of scratch memory that `convolveTaps` needs. */
export function convolveTapsScratch(channels: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32): usize {
  return floats(kernelHeight * kernelWidth * outWidth + roundUp(channels, 4)) + TOTALS + 64;
}

/**
 * The same as `conv2d` for any dilation, on some of the channels: neighboring pixels lie xPitch and yPitch numbers apart,
 * so that x and y may begin at a group's first channel. A table holds for each tap and pixel of a row where its channels
 * begin; beyond the borders that is an array of zeros, and taps that meet nothing else are left out.
 */
export function convolveTaps(
  x: usize, panels: usize, y: usize, scratch: usize,
  height: i32, width: i32, channels: i32, outputs: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
  begin: i32, end: i32, xPitch: i32, yPitch: i32,
): void {
  const totals = (scratch + 15) & ~15;
  const zeros = totals + TOTALS;
  const table = zeros + floats(roundUp(channels, 4));
  const pixelBytes = floats(xPitch);
  memory.fill(zeros, 0, floats(channels));
  for (let i = begin; i < end; i++) {
    let entry = table;
    for (let u = 0; u < kernelHeight; u++) {
      const row = i * strideHeight + u * dilationHeight - top;
      const from = x + pixelBytes * ((row * width) as usize);
      for (let v = 0; v < kernelWidth; v++, entry += floats(outWidth)) {
        let met = false;
        if (row >= 0 && row < height) {
          let column = v * dilationWidth - left;
          for (let j = 0; j < outWidth; j++, column += strideWidth) {
            const inside = column >= 0 && column < width;
            met = met || inside;
            store<u32>(entry + floats(j), (inside ? from + pixelBytes * (column as usize) : zeros) as u32);
          }
        }
        if (!met) store<u32>(entry, NOWHERE);
      }
    }
    const to = y + floats(i * outWidth * yPitch);
    multiplyTaps(totals, table, kernelHeight * kernelWidth, channels, panels, to, outputs, outWidth, yPitch);
  }
}

/** Four pixels and eight outputs at a time: their sums stay in registers. Beyond the last pixel it is repeated. */
// @ts-ignore: decorator
@inline
function multiplyTaps(
  totals: usize, table: usize, taps: i32, channels: i32, panels: usize, y: usize, outputs: i32, pixels: i32, yPitch: i32,
): void {
  const yStep = floats(yPitch);
  const rowBytes = floats(pixels);
  const tapBytes = floats(channels) << 3;
  const last = pixels - 1;
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const t0 = floats(pixel);
    const t1 = floats(min(pixel + 1, last));
    const t2 = floats(min(pixel + 2, last));
    const t3 = floats(min(pixel + 3, last));
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
      for (let tap = 0; tap < taps; tap++, entry += rowBytes) {
        const end = m + tapBytes;
        if (load<u32>(entry) == NOWHERE) {
          m = end;
          continue;
        }
        let x0 = load<u32>(entry + t0) as usize;
        let x1 = load<u32>(entry + t1) as usize;
        let x2 = load<u32>(entry + t2) as usize;
        let x3 = load<u32>(entry + t3) as usize;
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
