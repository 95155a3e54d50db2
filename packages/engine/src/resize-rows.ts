/** Bilinear resizing with half-pixel centers of a map [height, width, channels], for images of another size. */
import type { Size } from './program/sizes.js';
import { rowResizer } from './row-resizer.js';

export function resizeRows(x: Float32Array, from: Size, to: Size, channels: number): Float32Array {
  if (from.height === to.height && from.width === to.width) return x;
  const { rows, blend } = rowResizer(from, to, channels);
  const [length, numbers] = [from.width * channels, to.width * channels];
  const row = (y: number) => x.subarray(y * length, (y + 1) * length);
  const result = new Float32Array(to.height * numbers);
  for (let y = 0; y < to.height; y++) {
    const { low, high, share } = rows(y);
    blend(row(low), row(high), share, result.subarray(y * numbers, (y + 1) * numbers));
  }
  return result;
}
