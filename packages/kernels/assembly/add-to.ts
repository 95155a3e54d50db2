/** y += x over `n` float32 numbers. */
export function addTo(x: usize, y: usize, n: i32): void {
  const end = x + ((n as usize) << 2);
  const endOfVectors = x + ((n as usize & ~3) << 2);
  while (x < endOfVectors) {
    v128.store(y, f32x4.add(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  while (x < end) {
    store<f32>(y, load<f32>(x) + load<f32>(y));
    x += 4;
    y += 4;
  }
}
