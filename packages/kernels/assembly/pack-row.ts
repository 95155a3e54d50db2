import { floats } from "./virtual-channels";

/** Copies one pixel of `channels` float32 numbers, each `multiplier` times in a row. */
// @ts-ignore: decorator
@inline
export function copyPixel(from: usize, to: usize, channels: i32, multiplier: i32): void {
  if (multiplier == 1) {
    let c = 0;
    for (; c + 4 <= channels; c += 4) v128.store(to + floats(c), v128.load(from + floats(c)));
    for (; c < channels; c++) store<f32>(to + floats(c), load<f32>(from + floats(c)));
    return;
  }
  for (let c = 0; c < channels; c++) {
    const value = load<f32>(from + floats(c));
    for (let m = 0; m < multiplier; m++, to += 4) store<f32>(to, value);
  }
}

/**
 * Lays out one image row so that a convolution meets neither borders nor strides: phase a of `stride` phases holds the
 * pixels t * stride + a - left for t = 0 ... length - 1, zeros where the image has none. `from` 0 gives zeros alone.
 */
export function packRow(
  from: usize,
  to: usize,
  width: i32,
  channels: i32,
  multiplier: i32,
  stride: i32,
  left: i32,
  length: i32,
): void {
  const pixel = floats(channels * multiplier);
  if (from == 0) {
    memory.fill(to, 0, pixel * ((stride * length) as usize));
    return;
  }
  for (let phase = 0; phase < stride; phase++, to += pixel * (length as usize)) {
    // The first and the last t + 1 that lie in the image: 0 <= t * stride + phase - left < width.
    const first = min(length, max(0, (left - phase + stride - 1) / stride));
    const last = max(first, min(length, (width + left - phase + stride - 1) / stride));
    memory.fill(to, 0, pixel * (first as usize));
    let source = from + floats((first * stride + phase - left) * channels);
    let target = to + pixel * (first as usize);
    if (stride == 1 && multiplier == 1) {
      memory.copy(target, source, pixel * ((last - first) as usize));
    } else {
      for (let t = first; t < last; t++, source += floats(stride * channels), target += pixel) {
        copyPixel(source, target, channels, multiplier);
      }
    }
    memory.fill(to + pixel * (last as usize), 0, pixel * ((length - last) as usize));
  }
}
