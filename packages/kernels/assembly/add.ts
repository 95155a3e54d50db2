/** y = a + b over `n` numbers; y may be a or b. */
export function add(a: usize, b: usize, y: usize, n: i32): void {
  const end = y + ((n as usize) << 2);
  const endOfVectors = y + (((n & ~3) as usize) << 2);
  for (; y < endOfVectors; a += 16, b += 16, y += 16) v128.store(y, f32x4.add(v128.load(a), v128.load(b)));
  for (; y < end; a += 4, b += 4, y += 4) store<f32>(y, load<f32>(a) + load<f32>(b));
}
