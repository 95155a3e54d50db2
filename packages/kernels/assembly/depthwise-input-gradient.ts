import { copyPixel, packRow } from "./pack-row";
import { filterRow } from "./tap-sums";
import { floats, floorDiv, roundUp, virtualPixels } from "./virtual-channels";

/** Zeros to the left of a packed row of dy: as far as the last tap reaches beyond its first pixel. */
// @ts-ignore: decorator
@inline
function leftZeros(kernelWidth: i32, strideWidth: i32, dilationWidth: i32, left: i32): i32 {
  return max(0, -floorDiv(left - (kernelWidth - 1) * dilationWidth, strideWidth));
}

/** Pixels of a packed row of dy. */
// @ts-ignore: decorator
@inline
function packedLength(columns: i32, zeros: i32, strideWidth: i32, left: i32): i32 {
  return max(0, zeros + columns + floorDiv(strideWidth - 1 + left, strideWidth));
}

/** Bytes of scratch memory that `depthwiseInputGradient` needs. */
export function depthwiseInputGradientScratch(
  width: i32, channels: i32, multiplier: i32, kernelHeight: i32, kernelWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32, left: i32,
): usize {
  const outputs = channels * multiplier;
  const pixels = virtualPixels(outputs);
  const columns = roundUp((width + strideWidth - 1) / strideWidth, pixels);
  const length = packedLength(columns, leftZeros(kernelWidth, strideWidth, dilationWidth, left), strideWidth, left);
  const rows = ((kernelHeight - 1) * dilationHeight) / strideHeight + 2;
  const taps = kernelHeight * kernelWidth;
  return floats(2 * roundUp(taps, 4) + taps * pixels * outputs + columns * outputs + rows * length * outputs) + 64;
}

/**
 * dx[b, r, q, c] = sum over m, u, v of dy[b, (r + top - d u) / s, (q + left - d v) / s, c M + m] w[u, v, c, m], over
 * those taps whose positions are whole and inside dy. The columns of one residue of the stride meet the same taps, so
 * each residue is a convolution of its own, at stride 1, on rows of dy that carry their zeros.
 */
export function depthwiseInputGradient(
  dy: usize, w: usize, dx: usize, scratch: usize,
  batch: i32, height: i32, width: i32, channels: i32, multiplier: i32,
  kernelHeight: i32, kernelWidth: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32,
): void {
  const outputs = channels * multiplier;
  const pixels = virtualPixels(outputs);
  const columns = roundUp((width + strideWidth - 1) / strideWidth, pixels);
  const zeros = leftZeros(kernelWidth, strideWidth, dilationWidth, left);
  const length = packedLength(columns, zeros, strideWidth, left);
  const reach = (kernelHeight - 1) * dilationHeight;
  const rows = reach / strideHeight + 2;
  const taps = kernelHeight * kernelWidth;
  const virtualChannels = pixels * outputs;
  const vectors = virtualChannels >> 2;
  const rowBytes = floats(columns * outputs);
  const slotBytes = floats(length * outputs);

  const table = (scratch + 15) & ~15;
  const weightTable = table + floats(roundUp(taps, 4));
  const weights = weightTable + floats(roundUp(taps, 4));
  const phaseRow = weights + floats(taps * virtualChannels);
  const ring = phaseRow + rowBytes;

  for (let tap = 0; tap < taps; tap++) {
    for (let f = 0; f < virtualChannels; f++) {
      const value = load<f32>(w + floats(tap * outputs + (f % outputs)));
      store<f32>(weights + floats(tap * virtualChannels + f), value);
    }
  }
  // Stride 1 without a multiplier: the row is the output's own, unless its last vector would reach beyond it.
  const inPlace = strideWidth == 1 && multiplier == 1 && columns == width;
  const start = floorDiv(top - reach, strideHeight);
  for (let b = 0; b < batch; b++) {
    let next = start;
    for (let r = 0; r < height; r++) {
      for (const last = floorDiv(r + top, strideHeight); next <= last; next++) {
        const inside = next >= 0 && next < outHeight;
        const from = inside ? dy + floats(outWidth * outputs) * ((b * outHeight + next) as usize) : 0;
        packRow(from, ring + slotBytes * (((next - start) % rows) as usize), outWidth, outputs, 1, 1, zeros, length);
      }
      const row = dx + floats(width * channels) * ((b * height + r) as usize);
      for (let phase = 0; phase < strideWidth; phase++) {
        let count = 0;
        for (let u = 0; u < kernelHeight; u++) {
          const above = r + top - dilationHeight * u;
          const i = floorDiv(above, strideHeight);
          if (i * strideHeight != above) continue;
          const slot = ring + slotBytes * (((i - start) % rows) as usize);
          for (let v = 0; v < kernelWidth; v++) {
            const before = phase + left - dilationWidth * v;
            const j = floorDiv(before, strideWidth);
            if (j * strideWidth != before) continue;
            store<u32>(table + floats(count), (slot + floats((zeros + j) * outputs)) as u32);
            const tap = u * kernelWidth + v;
            store<u32>(weightTable + floats(count), (weights + floats(tap * virtualChannels)) as u32);
            count++;
          }
        }
        const to = inPlace ? row : phaseRow;
        filterRow(table, weightTable, count, to, vectors, rowBytes);
        if (!inPlace) unpackPhase(phaseRow, row, width, channels, multiplier, strideWidth, phase);
      }
    }
  }
}

/** Writes one residue's columns into the image row; the copies of a channel are added up. */
function unpackPhase(
  from: usize, row: usize, width: i32, channels: i32, multiplier: i32, stride: i32, phase: i32,
): void {
  const pixel = floats(channels * multiplier);
  for (let q = phase; q < width; q += stride, from += pixel) {
    const to = row + floats(q * channels);
    if (multiplier == 1) {
      copyPixel(from, to, channels, 1);
      continue;
    }
    for (let c = 0; c < channels; c++) {
      let sum: f32 = 0;
      for (let m = 0; m < multiplier; m++) sum += load<f32>(from + floats(c * multiplier + m));
      store<f32>(to + floats(c), sum);
    }
  }
}
