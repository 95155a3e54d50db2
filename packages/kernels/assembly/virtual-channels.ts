/**
 * Vectors of four over channels that are no multiple of four: `pixels` neighbors count as one virtual pixel of
 * lcm(4, channels) channels, so that no lane is idle. A row of an NHWC image is the same numbers either way.
 */

/** How many pixels one virtual pixel holds: 1, 2 or 4. */
// @ts-ignore: decorator
@inline
export function virtualPixels(channels: i32): i32 {
  return channels & 1 ? 4 : channels & 2 ? 2 : 1;
}

/** `n` rounded up to a multiple of `unit`. */
// @ts-ignore: decorator
@inline
export function roundUp(n: i32, unit: i32): i32 {
  return ((n + unit - 1) / unit) * unit;
}

/** floor(a / b) for b > 0, also below zero. */
// @ts-ignore: decorator
@inline
export function floorDiv(a: i32, b: i32): i32 {
  return (a - (a < 0 ? b - 1 : 0)) / b;
}

// @ts-ignore: decorator
@inline
export function floats(n: i32): usize {
  return (n as usize) << 2;
}

/** to[c] += sum over the pixels of a virtual pixel of from[p * channels + c]. */
export function foldVirtual(from: usize, to: usize, channels: i32): void {
  const n = virtualPixels(channels) * channels;
  for (let f = 0; f < n; f++) {
    const target = to + floats(f % channels);
    store<f32>(target, load<f32>(target) + load<f32>(from + floats(f)));
  }
}
