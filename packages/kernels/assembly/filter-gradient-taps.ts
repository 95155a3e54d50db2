import { sumsLength, turned, update } from "./conv2d-filter-gradient";
import { floats, floorDiv, roundUp } from "./virtual-channels";

/** Bytes of scratch memory that `filterGradientTaps` needs. */
export function filterGradientTapsScratch(channels: i32, outputs: i32, kernelHeight: i32, kernelWidth: i32): usize {
  return floats(kernelHeight * kernelWidth * sumsLength(channels, outputs)) + 64;
}

/**
 * The same as `conv2dFilterGradient`, tap by tap, on some of the channels: neighboring pixels lie xPitch and dyPitch numbers
 * apart, so that x and dy may begin at a group's first channel. A tap passes over the pixels alone that it meets inside the
 * image, which is read where it is.
 */
export function filterGradientTaps(
  x: usize, dy: usize, dw: usize, scratch: usize,
  batch: i32, height: i32, width: i32, channels: i32, outputs: i32,
  kernelHeight: i32, kernelWidth: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, dilationHeight: i32, dilationWidth: i32,
  top: i32, left: i32, xPitch: i32, dyPitch: i32,
): void {
  const turn = turned(channels, outputs);
  const pitch = roundUp(turn ? channels : outputs, 4);
  const tapSums = floats(sumsLength(channels, outputs));
  const taps = kernelHeight * kernelWidth;
  const xPixel = floats(xPitch);
  const yPixel = floats(dyPitch);
  const sums = (scratch + 15) & ~15;
  memory.fill(sums, 0, tapSums * (taps as usize));

  // Rows that all taps pass over while they are in the cache; more of them where the sums are what fills it.
  const rowBytes = floats(outWidth * (channels + outputs));
  const chunk = max(1, (max(65536, 2 * tapSums) / max(1, rowBytes)) as i32);
  for (let b = 0; b < batch; b++) {
    for (let start = 0; start < outHeight; start += chunk) {
      for (let tap = 0; tap < taps; tap++) {
        const shiftRow = (tap / kernelWidth) * dilationHeight - top;
        const shift = (tap % kernelWidth) * dilationWidth - left;
        // The rows i with 0 <= i strideHeight + shiftRow < height, and the columns likewise.
        const firstRow = max(start, floorDiv(strideHeight - 1 - shiftRow, strideHeight));
        const endRow = min(min(outHeight, start + chunk), floorDiv(height - 1 - shiftRow, strideHeight) + 1);
        const first = max(0, floorDiv(strideWidth - 1 - shift, strideWidth));
        const n = min(outWidth, floorDiv(width - 1 - shift, strideWidth) + 1) - first;
        const rows = endRow - firstRow;
        if (n <= 0 || rows <= 0) continue;
        const column = first * strideWidth + shift;
        const to = sums + tapSums * (tap as usize);
        const whole = n == width && n == outWidth && strideWidth == 1 && strideHeight == 1;
        for (let i = firstRow; i < endRow; i += whole ? rows : 1) {
          const row = b * height + i * strideHeight + shiftRow;
          const from = x + xPixel * ((row * width + column) as usize);
          const g = dy + yPixel * (((b * outHeight + i) * outWidth + first) as usize);
          const step = xPixel * (strideWidth as usize);
          update(turn, from, step, channels, g, yPixel, outputs, whole ? rows * n : n, to, pitch);
        }
      }
    }
  }
  for (let tap = 0; tap < taps; tap++) {
    const from = sums + tapSums * (tap as usize);
    for (let c = 0; c < channels; c++) {
      for (let o = 0; o < outputs; o++, dw += 4) {
        store<f32>(dw, load<f32>(from + floats(turn ? o * pitch + c : c * pitch + o)));
      }
    }
  }
}
