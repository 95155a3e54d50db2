/** Bilinear resizing with half-pixel centers of a map [height, width, channels], for images of another size. */
import type { Size } from './program/sizes.js';

/** Workers get this function as source text: it uses nothing from outside. */
export function resizeRows(x: Float32Array, from: Size, to: Size, channels: number): Float32Array {
  if (from.height === to.height && from.width === to.width) return x;
  const neighbors = (inputs: number, outputs: number) =>
    Array.from({ length: outputs }, (_, i) => {
      const position = Math.min(Math.max(((i + 0.5) * inputs) / outputs - 0.5, 0), inputs - 1);
      const low = Math.floor(position);
      return { low, high: Math.min(low + 1, inputs - 1), share: position - low };
    });
  const columns = neighbors(from.width, to.width);
  const y = new Float32Array(to.height * to.width * channels);
  let at = 0;
  for (const row of neighbors(from.height, to.height)) {
    const [above, below] = [row.low * from.width, row.high * from.width];
    for (const { low, high, share } of columns) {
      for (let c = 0; c < channels; c++) {
        const [left, right] = [low * channels + c, high * channels + c];
        const [a, b] = [x[above * channels + left], x[below * channels + left]];
        const top = a + (x[above * channels + right] - a) * share;
        const bottom = b + (x[below * channels + right] - b) * share;
        y[at++] = top + (bottom - top) * row.share;
      }
    }
  }
  return y;
}
