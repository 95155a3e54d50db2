import { packRow } from "./pack-row";
import { addProducts } from "./tap-sums";
import { floats, foldVirtual, roundUp, virtualPixels } from "./virtual-channels";

/** Bytes of scratch memory that `depthwiseFilterGradient` needs. */
export function depthwiseFilterGradientScratch(
  channels: i32, multiplier: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
): usize {
  const outputs = channels * multiplier;
  const pixels = virtualPixels(outputs);
  const columns = roundUp(outWidth, pixels);
  const length = columns + ((kernelWidth - 1) * dilationWidth) / strideWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const taps = kernelHeight * kernelWidth;
  return floats(roundUp(taps, 4) + taps * pixels * outputs + columns * outputs + rows * strideWidth * length * outputs) + 64;
}

/**
 * dw[u, v, c, m] = sum over b, i, j of x[b, s i + d u - top, s j + d v - left, c] dy[b, i, j, c M + m].
 * The input's rows are packed one after the other into a ring, with their zeros, one phase for each residue of the
 * stride, every channel `multiplier` times: a tap is then a shift of such a row.
 */
export function depthwiseFilterGradient(
  x: usize, dy: usize, dw: usize, scratch: usize,
  batch: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  kernelHeight: i32, kernelWidth: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32,
): void {
  const outputs = channels * multiplier;
  const pixels = virtualPixels(outputs);
  const columns = roundUp(outWidth, pixels);
  const length = columns + ((kernelWidth - 1) * dilationWidth) / strideWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const taps = kernelHeight * kernelWidth;
  const virtualChannels = pixels * outputs;
  const vectors = virtualChannels >> 2;
  const rowBytes = floats(columns * outputs);
  const slotBytes = floats(strideWidth * length * outputs);

  const table = (scratch + 15) & ~15;
  const sums = table + floats(roundUp(taps, 4));
  const gradientRow = sums + floats(taps * virtualChannels);
  const ring = gradientRow + rowBytes;

  memory.fill(sums, 0, floats(taps * virtualChannels));
  const exact = columns == outWidth;
  for (let b = 0; b < batch; b++) {
    let next = -top;
    for (let i = 0; i < outHeight; i++) {
      const first = i * strideHeight - top;
      for (next = max(next, first); next < first + rows; next++) {
        const inside = next >= 0 && next < height;
        const from = inside ? x + floats(width * channels) * ((b * height + next) as usize) : 0;
        const slot = ring + slotBytes * (((next + top) % rows) as usize);
        packRow(from, slot, width, channels, multiplier, strideWidth, left, length);
      }
      for (let u = 0; u < kernelHeight; u++) {
        const slot = ring + slotBytes * (((first + u * dilationHeight + top) % rows) as usize);
        for (let v = 0; v < kernelWidth; v++) {
          const shift = v * dilationWidth;
          const pixel = (shift % strideWidth) * length + shift / strideWidth;
          store<u32>(table + floats(u * kernelWidth + v), (slot + floats(pixel * outputs)) as u32);
        }
      }
      let g = dy + floats(outWidth * outputs) * ((b * outHeight + i) as usize);
      if (!exact) {
        packRow(g, gradientRow, outWidth, outputs, 1, 1, 0, columns);
        g = gradientRow;
      }
      addProducts(table, taps, g, vectors, rowBytes, sums);
    }
  }
  memory.fill(dw, 0, floats(taps * outputs));
  for (let tap = 0; tap < taps; tap++) {
    foldVirtual(sums + floats(tap * virtualChannels), dw + floats(tap * outputs), outputs);
  }
}
