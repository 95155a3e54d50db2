/** A map's pixels with zeros between them. */

@unmanaged
class Spread {
  x: usize;
  xRow: i32;
  xPixel: i32;
  width: i32;
  quads: i32;
  strideRows: i32;
  strideColumns: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function spread(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Spread>(args);
  const bytes = a.quads << 4;
  const outWidth = (a.width - 1) * a.strideColumns + 1;
  for (let row = begin; row < end; row++) {
    let out = a.out + row * a.outRow;
    const kept = row % a.strideRows == 0;
    const x = a.x + (row / a.strideRows) * a.xRow;
    for (let i = 0; i < outWidth; i++) {
      if (kept && i % a.strideColumns == 0) memory.copy(out, x + (i / a.strideColumns) * a.xPixel, bytes);
      else memory.fill(out, 0, bytes);
      out += a.outPixel;
    }
  }
}
