/**
 * Sums over the pixels of each channel. Images come as rows of `width` float32 numbers, a multiple of 16 and of the
 * number of channels, so that a column of every row belongs to one channel; the caller adds up the columns of a channel.
 * Chunks of rows that stay in the cache are summed in float32 registers, their sums in float64.
 */
const CHUNK_BYTES: i32 = 16384;

/** Rows of a chunk: few enough for the cache, and for float32 to sum them. */
// @ts-ignore: decorator
@inline
export function chunkRows(width: i32): i32 {
  return min(256, max(8, CHUNK_BYTES / (width << 2)));
}

/** sums[0..3] += x, in float64. */
// @ts-ignore: decorator
@inline
export function addToSums(sums: usize, x: v128): void {
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(x)));
  const high = v128.shuffle<i64>(x, x, 1, 0);
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * sums[column] += x - shift[column], squares[column] += (x - shift[column])^2 over all rows. A shift near the mean
 * keeps the variance from canceling.
 */
export function channelMoments(
  x: usize,
  rows: i32,
  width: i32,
  shift: usize,
  sums: usize,
  squares: usize,
): void {
  const stride = (width as usize) << 2;
  const step = chunkRows(width);
  for (let row = 0; row < rows; row += step) {
    const count = min(step, rows - row);
    for (let column = 0; column < width; column += 16) {
      const offset = (column as usize) << 2;
      const shift0 = v128.load(shift + offset);
      const shift1 = v128.load(shift + offset, 16);
      const shift2 = v128.load(shift + offset, 32);
      const shift3 = v128.load(shift + offset, 48);
      let sum0 = f32x4.splat(0);
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      let square0 = sum0;
      let square1 = sum0;
      let square2 = sum0;
      let square3 = sum0;
      let at = x + offset;
      for (let i = 0; i < count; i++) {
        const d0 = f32x4.sub(v128.load(at), shift0);
        const d1 = f32x4.sub(v128.load(at, 16), shift1);
        const d2 = f32x4.sub(v128.load(at, 32), shift2);
        const d3 = f32x4.sub(v128.load(at, 48), shift3);
        sum0 = f32x4.add(sum0, d0);
        sum1 = f32x4.add(sum1, d1);
        sum2 = f32x4.add(sum2, d2);
        sum3 = f32x4.add(sum3, d3);
        square0 = f32x4.add(square0, f32x4.mul(d0, d0));
        square1 = f32x4.add(square1, f32x4.mul(d1, d1));
        square2 = f32x4.add(square2, f32x4.mul(d2, d2));
        square3 = f32x4.add(square3, f32x4.mul(d3, d3));
        at += stride;
      }
      const to = (column as usize) << 3;
      addToSums(sums + to, sum0);
      addToSums(sums + to + 32, sum1);
      addToSums(sums + to + 64, sum2);
      addToSums(sums + to + 96, sum3);
      addToSums(squares + to, square0);
      addToSums(squares + to + 32, square1);
      addToSums(squares + to + 64, square2);
      addToSums(squares + to + 96, square3);
    }
    x += (count as usize) * stride;
  }
}
