/** Stores the first `valid` of eight numbers. */
// @ts-ignore: decorator
@inline
export function storeColumns(to: usize, a: v128, b: v128, valid: i32): void {
  if (valid >= 8) {
    v128.store(to, a);
    v128.store(to, b, 16);
    return;
  }
  if (valid >= 4) {
    v128.store(to, a);
    to += 16;
    valid -= 4;
    a = b;
  }
  if (valid > 0) store<f32>(to, f32x4.extract_lane(a, 0));
  if (valid > 1) store<f32>(to, f32x4.extract_lane(a, 1), 4);
  if (valid > 2) store<f32>(to, f32x4.extract_lane(a, 2), 8);
}
