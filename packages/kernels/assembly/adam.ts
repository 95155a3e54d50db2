/**
 * One step of Adam over `n` numbers, with L2 decay: with g = gradient + decay w,
 *   m' = beta1 m + (1 - beta1) g,  v' = beta2 v + (1 - beta2) g^2,  w' = shrink w - rate m' / (sqrt(v') + epsilon).
 * The bias corrections are in `rate` and `epsilon`. Results go to arrays of their own.
 */
export function adam(
  w: usize, gradient: usize, m: usize, v: usize, newW: usize, newM: usize, newV: usize, n: i32,
  beta1: f32, beta2: f32, rate: f32, epsilon: f32, decay: f32, shrink: f32,
): void {
  const keep1 = f32x4.splat(beta1);
  const take1 = f32x4.splat(1 - beta1);
  const keep2 = f32x4.splat(beta2);
  const take2 = f32x4.splat(1 - beta2);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const decays = f32x4.splat(decay);
  const shrinks = f32x4.splat(shrink);
  const bytes = (n as usize) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    // Of the last numbers, what lies beyond them is read but not written.
    const weight = v128.load(w + at);
    const g = f32x4.add(v128.load(gradient + at), f32x4.mul(weight, decays));
    const first = f32x4.add(f32x4.mul(v128.load(m + at), keep1), f32x4.mul(g, take1));
    const second = f32x4.add(f32x4.mul(v128.load(v + at), keep2), f32x4.mul(f32x4.mul(g, g), take2));
    const change = f32x4.div(first, f32x4.add(f32x4.sqrt(second), epsilons));
    const left = n - ((at >> 2) as i32);
    put(newM + at, first, left);
    put(newV + at, second, left);
    put(newW + at, f32x4.sub(f32x4.mul(weight, shrinks), f32x4.mul(change, rates)), left);
  }
}

/** The first `left` of four numbers. */
function put(to: usize, x: v128, left: i32): void {
  if (left >= 4) {
    v128.store(to, x);
    return;
  }
  store<f32>(to, f32x4.extract_lane(x, 0));
  if (left > 1) store<f32>(to, f32x4.extract_lane(x, 1), 4);
  if (left > 2) store<f32>(to, f32x4.extract_lane(x, 2), 8);
}
