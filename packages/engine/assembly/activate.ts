/** Activations that no ending has, number by number; softmax over the channels of a pixel. */
import { exp, madd, sigmoid } from "./math";

@unmanaged
class Activate {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  channels: i32;
  /** As `ACTIVATIONS` of src/plan/general-calls.ts numbers them. */
  kind: i32;
  alpha: f32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function activate(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Activate>(args);
  const bytes = a.quads << 4;
  const alpha = f32x4.splat(a.alpha);
  for (let row = begin; row < end; row++) {
    let x = a.x + row * a.xRow;
    let out = a.out + row * a.outRow;
    for (let i = 0; i < a.width; i++) {
      if (a.kind == 7) softmax(x, out, a.channels, bytes, a.alpha);
      else for (let c = 0; c < bytes; c += 16) v128.store(out + c, activated(a.kind, v128.load(x + c), alpha));
      x += a.xPixel;
      out += a.outPixel;
    }
  }
}

// @ts-ignore: decorator
@inline
function clamped(x: v128, most: v128): v128 {
  return f32x4.min(f32x4.max(x, f32x4.splat(0)), most);
}

function activated(kind: i32, x: v128, alpha: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  switch (kind) {
    case 0:
      return clamped(x, alpha);
    case 1:
      return f32x4.add(f32x4.max(x, zero), f32x4.mul(alpha, f32x4.sub(exp(f32x4.min(x, zero)), one)));
    case 2:
      return sigmoid(x);
    case 3: {
      const twice = f32x4.add(x, x);
      return f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(exp(twice), one)));
    }
    case 4:
      return clamped(madd(alpha, x, f32x4.splat(0.5)), one);
    case 5:
      return f32x4.mul(x, clamped(madd(f32x4.splat(1.0 / 6.0), x, f32x4.splat(0.5)), one));
    default:
      return f32x4.mul(x, sigmoid(x));
  }
}

function softmax(x: usize, out: usize, channels: i32, bytes: i32, factor: f32): void {
  const end = channels << 2;
  let largest = factor * load<f32>(x);
  for (let c = 4; c < end; c += 4) largest = max(largest, factor * load<f32>(x + c));
  let sum: f32 = 0;
  for (let c = 0; c < bytes; c += 16) {
    v128.store(out + c, exp(f32x4.sub(f32x4.mul(f32x4.splat(factor), v128.load(x + c)), f32x4.splat(largest))));
  }
  for (let c = 0; c < end; c += 4) sum += load<f32>(out + c);
  for (let c = 0; c < end; c += 4) store<f32>(out + c, load<f32>(out + c) / sum);
  for (let c = end; c < bytes; c += 4) store<f32>(out + c, 0);
}
