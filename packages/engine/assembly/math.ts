import { exp, madd, sigmoid } from "../../../assembly/exp";

export { exp, madd, sigmoid };

/** max(x, 0) + slope min(x, 0): PReLU, and ReLU with slope 0. */
// @ts-ignore: decorator
@inline
export function prelu(x: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
  return madd(slope, f32x4.pmin(x, zero), f32x4.pmax(x, zero));
}

/** The sums of the four lanes of a, b, c and d. */
// @ts-ignore: decorator
@inline
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
