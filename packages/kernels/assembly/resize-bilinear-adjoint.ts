/**
 * The adjoint of bilinear resizing with half-pixel centers or aligned corners: first along columns of pixels into one line as wide as dy,
 * then along that line.
 */
import { position } from "./resize-bilinear";

/** y += factor x over `n` numbers. */
// @ts-ignore: decorator
@inline
function addScaled(x: usize, factor: f32, y: usize, n: i32): void {
  const factors = f32x4.splat(factor);
  const end = x + ((n as usize) << 2);
  const endOfVectors = x + (((n & ~3) as usize) << 2);
  while (x < endOfVectors) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(v128.load(x), factors)));
    x += 16;
    y += 16;
  }
  while (x < end) {
    store<f32>(y, load<f32>(y) + load<f32>(x) * factor);
    x += 4;
    y += 4;
  }
}

/**
 * dx [images, height, width, channels] from dy [images, outHeight, outWidth, channels]. `line` has room for
 * outWidth * channels numbers.
 */
export function resizeBilinearAdjoint(
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  channels: i32,
  line: usize,
  aligned: i32,
): void {
  const outNumbers = outWidth * channels;
  const numbers = width * channels;
  for (let image = 0; image < images; image++) {
    let first = 0;
    for (let row = 0; row < height; row++) {
      memory.fill(line, 0, (outNumbers as usize) << 2);
      // Positions grow with the output row: the rows that touch this one follow each other.
      while (first < outHeight && position(first, height, outHeight, aligned) <= <f64>(row - 1)) first++;
      for (let out = first; out < outHeight; out++) {
        const distance = abs(position(out, height, outHeight, aligned) - <f64>row);
        if (distance >= 1) break;
        addScaled(dy + ((out * outNumbers) as usize << 2), <f32>(1 - distance), line, outNumbers);
      }
      memory.fill(dx, 0, (numbers as usize) << 2);
      for (let out = 0; out < outWidth; out++) {
        const at = position(out, width, outWidth, aligned);
        const low = <i32>at;
        const share = <f32>(at - <f64>low);
        const from = line + ((out * channels) as usize << 2);
        addScaled(from, 1 - share, dx + ((low * channels) as usize << 2), channels);
        if (share > 0) addScaled(from, share, dx + (((low + 1) * channels) as usize << 2), channels);
      }
      dx += (numbers as usize) << 2;
    }
    dy += ((outHeight * outNumbers) as usize) << 2;
  }
}
