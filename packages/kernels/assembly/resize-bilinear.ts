/**
 * Bilinear resizing with half-pixel centers or aligned corners: two input rows are blended into one line, then neighbors of that line.
 */
import { floats, roundUp } from "./virtual-channels";

/** Bytes of scratch memory that `resizeBilinear` needs. */
export function resizeBilinearScratch(width: i32, channels: i32, outWidth: i32): usize {
  return floats(roundUp(width * channels, 4) + 2 * outWidth) + 32;
}

/** Where output pixel `out` samples the input, clamped to it: half-pixel centers, or `aligned` corners. */
// @ts-ignore: decorator
@inline
export function position(out: i32, length: i32, outLength: i32, aligned: i32): f64 {
  if (aligned) return outLength > 1 ? (<f64>out * <f64>(length - 1)) / <f64>(outLength - 1) : 0;
  const at = ((<f64>out + 0.5) * <f64>length) / <f64>outLength - 0.5;
  return min(max(at, 0.0), <f64>(length - 1));
}

/** Rows `begin` to `end` of one image y [outHeight, outWidth, channels] from x [height, width, channels]. */
export function resizeBilinear(
  x: usize, y: usize, scratch: usize,
  height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32,
  aligned: i32,
): void {
  const line = (scratch + 15) & ~15;
  // Of each output column: the byte offset of its left neighbor, and the share of the right one.
  const table = line + floats(roundUp(width * channels, 4));
  const numbers = width * channels;
  const pixel = floats(channels);
  for (let out = 0; out < outWidth; out++) {
    const at = position(out, width, outWidth, aligned);
    // The last pixel is between itself and its left neighbor: nothing is read beyond the line.
    const low = min(<i32>at, max(0, width - 2));
    store<u32>(table + floats(2 * out), floats(low * channels) as u32);
    store<f32>(table + floats(2 * out), <f32>(at - <f64>low), 4);
  }
  const right = width > 1 ? pixel : 0;
  y += floats(begin * outWidth * channels);
  for (let row = begin; row < end; row++) {
    const at = position(row, height, outHeight, aligned);
    const low = min(<i32>at, max(0, height - 2));
    const upper = x + floats(low * numbers);
    blend(upper, height > 1 ? upper + floats(numbers) : upper, <f32>(at - <f64>low), line, numbers);
    for (let entry = table; entry < table + floats(2 * outWidth); entry += 8, y += pixel) {
      const from = line + (load<u32>(entry) as usize);
      const share = load<f32>(entry, 4);
      if (channels == 2) {
        const a = v128.load64_zero(from);
        const b = v128.load64_zero(from + right);
        v128.store64_lane(y, f32x4.add(a, f32x4.mul(f32x4.sub(b, a), f32x4.splat(share))), 0);
      } else {
        blend(from, from + right, share, y, channels);
      }
    }
  }
}

/** y = a + share (b - a) over `n` numbers. */
function blend(a: usize, b: usize, share: f32, y: usize, n: i32): void {
  const shares = f32x4.splat(share);
  const end = y + floats(n);
  const endOfVectors = y + floats(n & ~3);
  for (; y < endOfVectors; a += 16, b += 16, y += 16) {
    const first = v128.load(a);
    v128.store(y, f32x4.add(first, f32x4.mul(f32x4.sub(v128.load(b), first), shares)));
  }
  for (; y < end; a += 4, b += 4, y += 4) {
    const first = load<f32>(a);
    store<f32>(y, first + (load<f32>(b) - first) * share);
  }
}
