/** The sum or product of two maps; steps of 0 hold the second one's only row or pixel for all. */

@unmanaged
class Combine {
  x: usize;
  xRow: i32;
  xPixel: i32;
  y: usize;
  yRow: i32;
  yPixel: i32;
  width: i32;
  quads: i32;
  /** 1: the product; 0: the sum. */
  multiply: i32;
  /** 1: the second map has one channel for all. */
  single: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function combine(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Combine>(args);
  const bytes = a.quads << 4;
  for (let row = begin; row < end; row++) {
    let x = a.x + row * a.xRow;
    let y = a.y + row * a.yRow;
    let out = a.out + row * a.outRow;
    for (let i = 0; i < a.width; i++) {
      for (let c = 0; c < bytes; c += 16) {
        const first = v128.load(x + c);
        const second = a.single ? v128.load32_splat(y) : v128.load(y + c);
        v128.store(out + c, a.multiply ? f32x4.mul(first, second) : f32x4.add(first, second));
      }
      x += a.xPixel;
      y += a.yPixel;
      out += a.outPixel;
    }
  }
}
