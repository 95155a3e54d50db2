import { packRow } from "./pack-row";
import { rankUpdate } from "./rank-update";
import { floats, roundUp } from "./virtual-channels";

/** Whether the outputs run along the rows of the sums: where that leaves fewer lanes idle. */
// @ts-ignore: decorator
@inline
export function turned(inputs: i32, outputs: i32): bool {
  return outputs * roundUp(inputs, 4) < inputs * roundUp(outputs, 4);
}

/** Channels of x that one update takes: those of a whole kernel row where its taps are neighbors. */
// @ts-ignore: decorator
@inline
function runLength(channels: i32, kernelWidth: i32, dilationWidth: i32): i32 {
  return dilationWidth == 1 ? kernelWidth * channels : channels;
}

/** Floats of one run's sums. */
// @ts-ignore: decorator
@inline
export function sumsLength(run: i32, outputs: i32): i32 {
  return turned(run, outputs) ? outputs * roundUp(run, 4) : run * roundUp(outputs, 4);
}

/** Bytes of scratch memory that `conv2dFilterGradient` needs. */
export function conv2dFilterGradientScratch(
  channels: i32, outputs: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
): usize {
  const run = runLength(channels, kernelWidth, dilationWidth);
  const runs = dilationWidth == 1 ? 1 : kernelWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const length = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  return floats(kernelHeight * runs * sumsLength(run, outputs) + rows * length * channels) + 64;
}

/**
 * dw[u, v, c, o] = sum over b, i, j of x[b, s i + d u - top, s j + d v - left, c] dy[b, i, j, o]: for every kernel row
 * (every tap where the kernel is dilated) a product of two matrices over the pixels. Without padding the input is read
 * where it is; else its rows pass through a ring with their zeros.
 */
export function conv2dFilterGradient(
  x: usize, dy: usize, dw: usize, scratch: usize,
  batch: i32, height: i32, width: i32, channels: i32, outputs: i32,
  kernelHeight: i32, kernelWidth: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32,
): void {
  const run = runLength(channels, kernelWidth, dilationWidth);
  const runs = dilationWidth == 1 ? 1 : kernelWidth;
  const rows = (kernelHeight - 1) * dilationHeight + 1;
  const length = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const turn = turned(run, outputs);
  const pitch = roundUp(turn ? run : outputs, 4);
  const runSums = floats(sumsLength(run, outputs));
  const xPixel = floats(channels);
  const yPixel = floats(outputs);

  const sums = (scratch + 15) & ~15;
  const ring = sums + runSums * ((kernelHeight * runs) as usize);
  const slotBytes = floats(length * channels);
  memory.fill(sums, 0, runSums * ((kernelHeight * runs) as usize));

  if (kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1 && outHeight == height && outWidth == width) {
    update(turn, x, xPixel, run, dy, yPixel, outputs, batch * height * width, sums, pitch);
  } else {
    const padded = top != 0 || left != 0 || (outHeight - 1) * strideHeight + rows > height || length > width;
    const step = xPixel * (strideWidth as usize);
    for (let b = 0; b < batch; b++) {
      let next = -top;
      for (let i = 0; i < outHeight; i++) {
        const first = i * strideHeight - top;
        for (next = max(next, first); padded && next < first + rows; next++) {
          const inside = next >= 0 && next < height;
          const from = inside ? x + xPixel * (((b * height + next) * width) as usize) : 0;
          packRow(from, ring + slotBytes * (((next + top) % rows) as usize), width, channels, 1, 1, left, length);
        }
        const g = dy + yPixel * (((b * outHeight + i) * outWidth) as usize);
        for (let u = 0; u < kernelHeight; u++) {
          const row = first + u * dilationHeight;
          const source = padded
            ? ring + slotBytes * (((row + top) % rows) as usize)
            : x + xPixel * (((b * height + row) * width) as usize);
          for (let v = 0; v < runs; v++) {
            const from = source + xPixel * ((v * dilationWidth) as usize);
            const to = sums + runSums * ((u * runs + v) as usize);
            update(turn, from, step, run, g, yPixel, outputs, outWidth, to, pitch);
          }
        }
      }
    }
  }
  for (let u = 0; u < kernelHeight * runs; u++) {
    const from = sums + runSums * (u as usize);
    for (let r = 0; r < run; r++) {
      for (let o = 0; o < outputs; o++, dw += 4) {
        store<f32>(dw, load<f32>(from + floats(turn ? o * pitch + r : r * pitch + o)));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
export function update(
  turn: bool, x: usize, xStep: usize, run: i32, dy: usize, yStep: usize, outputs: i32, n: i32, sums: usize, pitch: i32,
): void {
  if (turn) rankUpdate(dy, yStep, outputs, x, xStep, run, n, sums, pitch);
  else rankUpdate(x, xStep, run, dy, yStep, outputs, n, sums, pitch);
}
