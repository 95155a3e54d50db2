/** Runs of channels of several maps side by side: concatenations, slices and shuffles. */

@unmanaged
class Run {
  x: usize;
  xRow: i32;
  xPixel: i32;
  /** Bytes into the output's pixel, and how many. */
  to: i32;
  bytes: i32;
}

@unmanaged
class Gather {
  runs: usize;
  count: i32;
  width: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function gather(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Gather>(args);
  for (let row = begin; row < end; row++) {
    for (let n = 0; n < a.count; n++) {
      const run = changetype<Run>(a.runs + n * offsetof<Run>());
      let x = run.x + row * run.xRow;
      let out = a.out + row * a.outRow + run.to;
      const vectors = run.bytes & ~15;
      for (let i = 0; i < a.width; i++) {
        let c = 0;
        for (; c < vectors; c += 16) v128.store(out + c, v128.load(x + c));
        for (; c < run.bytes; c += 4) store<f32>(out + c, load<f32>(x + c));
        x += run.xPixel;
        out += a.outPixel;
      }
    }
  }
}
