import { multiplyTaps, TOTALS } from "./multiply-taps";
import { packRow } from "./pack-row";
import { floats, roundUp } from "./virtual-channels";

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
    // A whole kernel row is one tap here, and its pixels lie at even steps.
    const step = floats(strideWidth * channels);
    multiplyTaps(totals, table, kernelHeight, 4, 0, step, kernelWidth * channels, panels, y, outputs, outWidth, outputs);
  }
}
