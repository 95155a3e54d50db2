import { floats } from "./virtual-channels";

/**
 * dx[b, s i + u - top, s j + v - left, c] += dy[b, i, j, c] for the tap (u, v) of each window that holds its maximum,
 * the first of equals; padding never does.
 */
export function maxPoolGradient(
  x: usize, dy: usize, dx: usize,
  batch: i32, height: i32, width: i32, channels: i32,
  kernelHeight: i32, kernelWidth: i32, outHeight: i32, outWidth: i32,
  strideHeight: i32, strideWidth: i32, top: i32, left: i32,
): void {
  const pixel = floats(channels);
  memory.fill(dx, 0, pixel * ((batch * height * width) as usize));
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < outHeight; i++) {
      const row = i * strideHeight - top;
      const firstRow = max(0, row);
      const rows = min(height, row + kernelHeight) - firstRow;
      for (let j = 0; j < outWidth; j++, dy += pixel) {
        const column = j * strideWidth - left;
        const firstColumn = max(0, column);
        const columns = min(width, column + kernelWidth) - firstColumn;
        const corner = pixel * (((b * height + firstRow) * width + firstColumn) as usize);
        if (rows > 0 && columns > 0) window(x + corner, dx + corner, dy, rows, columns, width, channels);
      }
    }
  }
}

/** One window, which lies inside the image. */
function window(x: usize, dx: usize, dy: usize, rows: i32, columns: i32, width: i32, channels: i32): void {
  const pixel = floats(channels);
  const skip = pixel * ((width - columns) as usize);
  let c = 0;
  for (; c + 4 <= channels; c += 4) {
    const offset = floats(c);
    let highest = v128.load(x + offset);
    let where = i32x4.splat(0);
    let at = x + offset;
    let tap = 0;
    for (let u = 0; u < rows; u++, at += skip) {
      for (let v = 0; v < columns; v++, at += pixel, tap++) {
        const value = v128.load(at);
        const higher = f32x4.gt(value, highest);
        highest = v128.bitselect(value, highest, higher);
        where = v128.bitselect(i32x4.splat(tap), where, higher);
      }
    }
    const g = v128.load(dy + offset);
    at = dx + offset;
    tap = 0;
    for (let u = 0; u < rows; u++, at += skip) {
      for (let v = 0; v < columns; v++, at += pixel, tap++) {
        const here = v128.and(g, i32x4.eq(where, i32x4.splat(tap)));
        v128.store(at, f32x4.add(v128.load(at), here));
      }
    }
  }
  for (; c < channels; c++) {
    const offset = floats(c);
    let at = x + offset;
    let highest = load<f32>(at);
    let where = at;
    for (let u = 0; u < rows; u++, at += skip) {
      for (let v = 0; v < columns; v++, at += pixel) {
        const value = load<f32>(at);
        if (value > highest) {
          highest = value;
          where = at;
        }
      }
    }
    const to = dx + (where - x);
    store<f32>(to, load<f32>(to) + load<f32>(dy + offset));
  }
}
