import { floats, foldVirtual, virtualPixels } from "./virtual-channels";

/** Rows summed up in registers before they join the total: keeps the rounding of long sums small. */
const BLOCK = 128;

/** Bytes of scratch memory that `sumRows` needs. */
export function sumRowsScratch(columns: i32): usize {
  return floats(virtualPixels(columns) * columns) + 16;
}

/** y[o, c] = scale * sum over r of x[o, r, c]: a sum or mean over any neighboring axes but the last ones. */
export function sumRows(x: usize, y: usize, scratch: usize, outer: i32, rows: i32, columns: i32, scale: f32): void {
  const pixels = virtualPixels(columns);
  const sums = (scratch + 15) & ~15;
  const row = floats(pixels * columns);
  const whole = rows / pixels;
  for (let o = 0; o < outer; o++, y += floats(columns)) {
    memory.fill(sums, 0, row);
    for (let r = 0; r < whole; r += BLOCK) {
      const n = min(BLOCK, whole - r);
      for (let c: usize = 0; c < row; c += 16) {
        v128.store(sums + c, f32x4.add(v128.load(sums + c), column(x + c, row, n)));
      }
      x += row * (n as usize);
    }
    memory.fill(y, 0, floats(columns));
    foldVirtual(sums, y, columns);
    for (let r = whole * pixels; r < rows; r++) {
      for (let c = 0; c < columns; c++, x += 4) {
        store<f32>(y + floats(c), load<f32>(y + floats(c)) + load<f32>(x));
      }
    }
    for (let c = 0; c < columns; c++) store<f32>(y + floats(c), scale * load<f32>(y + floats(c)));
  }
}

/** The sum of n vectors, `row` bytes apart. */
// @ts-ignore: decorator
@inline
function column(x: usize, row: usize, n: i32): v128 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const row2 = 2 * row;
  for (; n >= 4; n -= 4, x += 2 * row2) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x + row));
    c = f32x4.add(c, v128.load(x + row2));
    d = f32x4.add(d, v128.load(x + row2 + row));
  }
  for (; n > 0; n--, x += row) a = f32x4.add(a, v128.load(x));
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}
