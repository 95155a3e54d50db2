import { copyPixel } from "./pack-row";
import { floats } from "./virtual-channels";

/** to[b, s i + row, s j + column, :] = from[b, i, j, :] for the positions that lie in `to`, [batch, height, width, channels]. */
export function spreadPixels(
  from: usize, to: usize, batch: i32, rows: i32, columns: i32, channels: i32,
  height: i32, width: i32, strideHeight: i32, strideWidth: i32, row: i32, column: i32,
): void {
  const pixel = floats(channels);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < rows; i++) {
      const target = i * strideHeight + row;
      if (target >= height) break;
      let source = from + pixel * (((b * rows + i) * columns) as usize);
      const line = to + pixel * (((b * height + target) * width) as usize);
      for (let q = column, j = 0; q < width && j < columns; q += strideWidth, j++, source += pixel) {
        copyPixel(source, line + pixel * (q as usize), channels, 1);
      }
    }
  }
}
