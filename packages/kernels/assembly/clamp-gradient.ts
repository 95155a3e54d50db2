import { floats } from "./virtual-channels";

/** dx = slope dy where low < y < high, 0 elsewhere: the gradient of a clamped straight line, from its result. */
export function clampGradient(dy: usize, y: usize, dx: usize, length: i32, low: f32, high: f32, slope: f32): void {
  const l = f32x4.splat(low);
  const h = f32x4.splat(high);
  const s = f32x4.splat(slope);
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    const value = v128.load(y + floats(k));
    const inside = v128.and(f32x4.gt(value, l), f32x4.lt(value, h));
    v128.store(dx + floats(k), v128.and(inside, f32x4.mul(s, v128.load(dy + floats(k)))));
  }
  for (; k < length; k++) {
    const value = load<f32>(y + floats(k));
    store<f32>(dx + floats(k), value > low && value < high ? slope * load<f32>(dy + floats(k)) : 0);
  }
}

/** The gradient of x relu6(x + 3) / 6: 0 below -3, dy above 3, dy (2 x + 3) / 6 between them. */
export function hardSwishGradient(dy: usize, x: usize, dx: usize, length: i32): void {
  const third = f32x4.splat(1.0 / 3.0);
  const half = f32x4.splat(0.5);
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    const value = v128.load(x + floats(k));
    let slope = f32x4.add(f32x4.mul(value, third), half);
    slope = v128.bitselect(f32x4.splat(1), slope, f32x4.ge(value, f32x4.splat(3)));
    slope = v128.andnot(slope, f32x4.le(value, f32x4.splat(-3)));
    v128.store(dx + floats(k), f32x4.mul(slope, v128.load(dy + floats(k))));
  }
  for (; k < length; k++) {
    const value = load<f32>(x + floats(k));
    const slope: f32 = value <= -3 ? 0 : value >= 3 ? 1 : value * <f32>(1.0 / 3.0) + 0.5;
    store<f32>(dx + floats(k), slope * load<f32>(dy + floats(k)));
  }
}
