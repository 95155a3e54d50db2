import { multiplyTaps, NOWHERE, TOTALS } from "./multiply-taps";
import { floats, roundUp } from "./virtual-channels";

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
    const taps = kernelHeight * kernelWidth;
    multiplyTaps(totals, table, taps, floats(outWidth), 4, 0, channels, panels, to, outputs, outWidth, yPitch);
  }
}
