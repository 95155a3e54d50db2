/** The ending alone, on a map instead of a convolution's sums: additions that no convolution before them can take. */
import { Ending, finish } from "./ending";

@unmanaged
class Add {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  ending: usize;
}

export function add(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Add>(args);
  const e = changetype<Ending>(a.ending);
  const bytes = a.quads << 4;
  for (let row = begin; row < end; row++) {
    let x = a.x + row * a.xRow;
    let out = e.out + row * e.outRow;
    for (let i = 0; i < a.width; i++) {
      for (let c = 0; c < bytes; c += 16) v128.store(out + c, f32x4.add(v128.load(e.bias + c), v128.load(x + c)));
      x += a.xPixel;
      out += e.outPixel;
    }
    finish(e, row, 0, a.width, a.quads);
  }
}
