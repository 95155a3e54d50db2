import { packRow } from "./pack-row";
import { filterRow } from "./tap-sums";
import { floats, roundUp, virtualPixels } from "./virtual-channels";

/** Bytes of scratch memory that `depthwiseConv2d` needs. */
export function depthwiseConv2dScratch(
  channels: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
): usize {
  const pixels = virtualPixels(channels);
  const columns = roundUp(outWidth, pixels);
  const length = columns + ((kernelWidth - 1) * dilationWidth) / strideWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const taps = kernelHeight * kernelWidth;
  return floats(2 * roundUp(taps, 4) + taps * pixels * channels + columns * channels + rows * strideWidth * length * channels) + 64;
}

/**
 * y[i, j, c] = sum over u, v of x[s i + d u - top, s j + d v - left, c] w[u, v, c] for the rows i from `begin` to `end` of
 * one image. The input's rows pass through a ring with their zeros, one phase for each residue of the stride: a tap is
 * then a shift of such a row.
 */
export function depthwiseConv2d(
  x: usize, w: usize, y: usize, scratch: usize,
  height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, top: i32, left: i32,
  begin: i32, end: i32,
): void {
  const pixels = virtualPixels(channels);
  const columns = roundUp(outWidth, pixels);
  const length = columns + ((kernelWidth - 1) * dilationWidth) / strideWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const taps = kernelHeight * kernelWidth;
  const virtualChannels = pixels * channels;
  const rowBytes = floats(columns * channels);
  const outBytes = floats(outWidth * channels);
  const slotBytes = floats(strideWidth * length * channels);

  const table = (scratch + 15) & ~15;
  const weightTable = table + floats(roundUp(taps, 4));
  const weights = weightTable + floats(roundUp(taps, 4));
  const outRow = weights + floats(taps * virtualChannels);
  const ring = outRow + rowBytes;

  for (let tap = 0; tap < taps; tap++) {
    const to = weights + floats(tap * virtualChannels);
    store<u32>(weightTable + floats(tap), to as u32);
    for (let f = 0; f < virtualChannels; f++) store<f32>(to + floats(f), load<f32>(w + floats(tap * channels + (f % channels))));
  }
  const exact = columns == outWidth;
  const start = begin * strideHeight - top;
  let next = start;
  y += outBytes * (begin as usize);
  for (let i = begin; i < end; i++, y += outBytes) {
    const first = i * strideHeight - top;
    for (next = max(next, first); next < first + rows; next++) {
      const inside = next >= 0 && next < height;
      const from = inside ? x + floats(width * channels) * (next as usize) : 0;
      packRow(from, ring + slotBytes * (((next - start) % rows) as usize), width, channels, 1, strideWidth, left, length);
    }
    for (let u = 0; u < kernelHeight; u++) {
      const slot = ring + slotBytes * (((first + u * dilationHeight - start) % rows) as usize);
      for (let v = 0; v < kernelWidth; v++) {
        const shift = v * dilationWidth;
        const pixel = (shift % strideWidth) * length + shift / strideWidth;
        store<u32>(table + floats(u * kernelWidth + v), (slot + floats(pixel * channels)) as u32);
      }
    }
    const to = exact ? y : outRow;
    filterRow(table, weightTable, taps, to, (virtualChannels >> 2), rowBytes);
    if (!exact) memory.copy(y, outRow, outBytes);
  }
}
