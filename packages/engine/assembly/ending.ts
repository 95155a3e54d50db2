/**
 * What a convolution does with its sums while they are in the cache:
 *
 *   y = activation(sum + bias + before) + after,   out = y,   also = y + other
 *
 * Addresses are byte offsets, 0 where absent; a map has strides in bytes for its rows and pixels, and its channels are
 * contiguous. `src/plan/structs.ts` lists the same fields in the same order.
 */
import { prelu } from "./math";

@unmanaged
export class Ending {
  bias: usize;
  slopes: usize;
  before: usize;
  beforeRow: i32;
  beforePixel: i32;
  after: usize;
  afterRow: i32;
  afterPixel: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
  other: usize;
  otherRow: i32;
  otherPixel: i32;
  also: usize;
  alsoRow: i32;
  alsoPixel: i32;
}

/** In place for the pixels [first, stop) of a row of outputs, which hold the sums and their bias. */
export function finish(e: Ending, row: i32, first: i32, stop: i32, quads: i32): void {
  if (!(e.before | e.slopes | e.after | e.also)) return;
  const slopes = e.slopes;
  let out = e.out + row * e.outRow + first * e.outPixel;
  let before = e.before ? e.before + row * e.beforeRow + first * e.beforePixel : 0;
  let after = e.after ? e.after + row * e.afterRow + first * e.afterPixel : 0;
  let other = e.other + row * e.otherRow + first * e.otherPixel;
  let also = e.also ? e.also + row * e.alsoRow + first * e.alsoPixel : 0;
  const bytes = quads << 4;
  for (let i = first; i < stop; i++) {
    for (let c = 0; c < bytes; c += 16) {
      let y = v128.load(out + c);
      if (before) y = f32x4.add(y, v128.load(before + c));
      if (slopes) y = prelu(y, v128.load(slopes + c));
      if (after) y = f32x4.add(y, v128.load(after + c));
      v128.store(out + c, y);
      if (also) v128.store(also + c, f32x4.add(y, v128.load(other + c)));
    }
    out += e.outPixel;
    if (before) before += e.beforePixel;
    if (after) after += e.afterPixel;
    other += e.otherPixel;
    if (also) also += e.alsoPixel;
  }
}
