/** Max unpooling: each pooled value back where the first maximum of its window was, zeros elsewhere. */

@unmanaged
class Unpool {
  /** The pooled values. */
  x: usize;
  xRow: i32;
  xPixel: i32;
  height: i32;
  width: i32;
  quads: i32;
  /** The map whose maxima tell the places. */
  source: usize;
  sourceRow: i32;
  sourcePixel: i32;
  sourceHeight: i32;
  sourceWidth: i32;
  kernelRows: i32;
  kernelColumns: i32;
  strideRows: i32;
  strideColumns: i32;
  top: i32;
  left: i32;
  outWidth: i32;
  out: usize;
  outRow: i32;
  outPixel: i32;
}

export function unpool(args: usize, begin: i32, end: i32, thread: i32): void {
  const a = changetype<Unpool>(args);
  const bytes = a.quads << 4;
  for (let row = begin; row < end; row++) {
    const out = a.out + row * a.outRow;
    for (let i = 0; i < a.outWidth; i++) memory.fill(out + i * a.outPixel, 0, bytes);
    // In order: of windows that overlap the last one keeps its place.
    for (let i = 0; i < a.height; i++) {
      const first = i * a.strideRows - a.top;
      if (row < first || row >= first + a.kernelRows) continue;
      for (let j = 0; j < a.width; j++) {
        const left = j * a.strideColumns - a.left;
        for (let c = 0; c < bytes; c += 16) {
          const places = maxima(a, first, left, c);
          const value = v128.load(a.x + i * a.xRow + j * a.xPixel + c);
          for (let v = 0; v < a.kernelColumns; v++) {
            const column = left + v;
            if (column < 0 || column >= a.outWidth) continue;
            const at = out + column * a.outPixel + c;
            const here = i32x4.eq(places, i32x4.splat((row - first) * a.kernelColumns + v));
            v128.store(at, v128.bitselect(value, v128.load(at), here));
          }
        }
      }
    }
  }
}

/** The taps of the first maxima of a window, for four channels. */
function maxima(a: Unpool, first: i32, left: i32, c: i32): v128 {
  let most = f32x4.splat(-Infinity);
  let places = i32x4.splat(-1);
  for (let u = 0; u < a.kernelRows; u++) {
    const row = first + u;
    if (row < 0 || row >= a.sourceHeight) continue;
    for (let v = 0; v < a.kernelColumns; v++) {
      const column = left + v;
      if (column < 0 || column >= a.sourceWidth) continue;
      const value = v128.load(a.source + row * a.sourceRow + column * a.sourcePixel + c);
      const larger = f32x4.gt(value, most);
      most = v128.bitselect(value, most, larger);
      places = v128.bitselect(i32x4.splat(u * a.kernelColumns + v), places, larger);
    }
  }
  return places;
}
