import { floats } from "./virtual-channels";

/**
 * y[i, j, c] = the maximum of the window of x that begins at [s i - top, s j - left], for the rows i from `begin` to `end` of
 * one image; padding never is one. `taps` 0, or where the number of the tap goes that holds it, counted row by row over the
 * whole window, the first of equals.
 */
export function maxPool(
  x: usize, y: usize, taps: usize,
  height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32, begin: i32, end: i32,
): void {
  const pixel = floats(channels);
  let offset = pixel * ((begin * outWidth) as usize);
  for (let i = begin; i < end; i++) {
    const row = i * strideHeight - top;
    const firstRow = max(0, row);
    const rows = min(height, row + kernelHeight) - firstRow;
    for (let j = 0; j < outWidth; j++, offset += pixel) {
      const column = j * strideWidth - left;
      const firstColumn = max(0, column);
      const columns = min(width, column + kernelWidth) - firstColumn;
      const corner = x + pixel * ((firstRow * width + firstColumn) as usize);
      const firstTap = (firstRow - row) * kernelWidth + firstColumn - column;
      const skip = pixel * ((width - columns) as usize);
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        let at = corner + floats(c);
        let highest = v128.load(at);
        if (taps == 0) {
          for (let u = 0; u < rows; u++, at += skip) {
            for (let v = 0; v < columns; v++, at += pixel) highest = f32x4.pmax(highest, v128.load(at));
          }
        } else {
          let where = f32x4.splat(firstTap as f32);
          for (let u = 0; u < rows; u++, at += skip) {
            let tap = firstTap + u * kernelWidth;
            for (let v = 0; v < columns; v++, at += pixel, tap++) {
              const value = v128.load(at);
              const higher = f32x4.gt(value, highest);
              highest = v128.bitselect(value, highest, higher);
              where = v128.bitselect(f32x4.splat(tap as f32), where, higher);
            }
          }
          v128.store(taps + offset + floats(c), where);
        }
        if (y != 0) v128.store(y + offset + floats(c), highest);
      }
      for (; c < channels; c++) {
        let at = corner + floats(c);
        let highest = load<f32>(at);
        let where = firstTap;
        for (let u = 0; u < rows; u++, at += skip) {
          let tap = firstTap + u * kernelWidth;
          for (let v = 0; v < columns; v++, at += pixel, tap++) {
            const value = load<f32>(at);
            if (value > highest) {
              highest = value;
              where = tap;
            }
          }
        }
        if (taps != 0) store<f32>(taps + offset + floats(c), where as f32);
        if (y != 0) store<f32>(y + offset + floats(c), highest);
      }
    }
  }
}

/**
 * image[the pixel under the tap `taps[i, j, c]` of the window of (i, j), c] += x[i, j, c], for a batch, on an image that is zero
 * before; a tap below 0 or outside the image counts for nothing. `take`: the other way about, x[i, j, c] = image[...] or 0.
 */
export function placeTaps(
  x: usize, taps: usize, image: usize, take: i32,
  batch: i32, height: i32, width: i32, channels: i32, kernelHeight: i32, kernelWidth: i32,
  outHeight: i32, outWidth: i32, strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  if (!take) memory.fill(image, 0, floats(batch * height * width * channels));
  const most = kernelHeight * kernelWidth;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        const row = i * strideHeight - top;
        const column = j * strideWidth - left;
        for (let c = 0; c < channels; c++, x += 4, taps += 4) {
          const tap = load<f32>(taps);
          let at: usize = 0;
          if (tap >= 0 && tap < (most as f32)) {
            const t = tap as i32;
            if ((t as f32) == tap) {
              const r = row + t / kernelWidth;
              const q = column + (t % kernelWidth);
              if (r >= 0 && r < height && q >= 0 && q < width) {
                at = image + floats(((b * height + r) * width + q) * channels + c);
              }
            }
          }
          if (take) store<f32>(x, at == 0 ? 0 : load<f32>(at));
          else if (at != 0) store<f32>(at, load<f32>(at) + load<f32>(x));
        }
      }
    }
  }
}
