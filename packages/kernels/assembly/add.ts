/** y = a + b over `n` numbers; y may be a or b. */
export function add(a: usize, b: usize, y: usize, n: i32): void {
  const end = y + ((n as usize) << 2);
  const endOfVectors = y + (((n & ~3) as usize) << 2);
  for (; y < endOfVectors; a += 16, b += 16, y += 16) v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
  for (; y < end; a += 4, b += 4, y += 4) store<f32>(y, load<f32>(a) + load<f32>(b));
}

/** y = a + b for each row of `width` numbers, a multiple of 4; b is one row. */
export function addRow(a: usize, b: usize, y: usize, rows: i32, width: i32): void {
  const bytes = (width as usize) << 2;
  for (let row = 0; row < rows; row++, a += bytes, y += bytes) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(y + at, f32x4.add(v128.load(a + at), v128.load(b + at)));
    }
  }
}

/** Of arrays at the `count` addresses in `table` (uint32), each becomes the sum of those up to it, `n` numbers from byte `from` on. */
export function runningSums(table: usize, count: i32, from: usize, n: i32): void {
  const end = table + ((count as usize) << 2);
  const bytes = from + ((n as usize) << 2);
  const vectors = from + (((n & ~3) as usize) << 2);
  for (let at = from; at < vectors; at += 16) {
    let sum = v128.load((load<u32>(table) as usize) + at);
    for (let entry = table + 4; entry < end; entry += 4) {
      const here = (load<u32>(entry) as usize) + at;
      sum = f32x4.add(sum, v128.load(here));
      v128.store(here, sum);
    }
  }
  for (let at = vectors; at < bytes; at += 4) {
    let sum = load<f32>((load<u32>(table) as usize) + at);
    for (let entry = table + 4; entry < end; entry += 4) {
      const here = (load<u32>(entry) as usize) + at;
      sum += load<f32>(here);
      store<f32>(here, sum);
    }
  }
}
