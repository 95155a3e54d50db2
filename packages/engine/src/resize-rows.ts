/** Bilinear resizing with half-pixel centres of a map [height, width, channels], for images of another size. */
import type { Size } from './program/sizes.js';

export function resizeRows(x: Float32Array, from: Size, to: Size, channels: number): Float32Array {
  if (from.height === to.height && from.width === to.width) return x;
  const rows = neighbours(from.height, to.height);
  const columns = neighbours(from.width, to.width);
  const y = new Float32Array(to.height * to.width * channels);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        const value = (i: number, j: number) => x[(i * from.width + j) * channels + c];
        const top = mix(value(row.low, column.low), value(row.low, column.high), column.share);
        const bottom = mix(value(row.high, column.low), value(row.high, column.high), column.share);
        y[at++] = mix(top, bottom, row.share);
      }
    }
  }
  return y;
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

function neighbours(inputs: number, outputs: number): { low: number; high: number; share: number }[] {
  return Array.from({ length: outputs }, (_, i) => {
    const position = Math.min(Math.max(((i + 0.5) * inputs) / outputs - 0.5, 0), inputs - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, inputs - 1), share: position - low };
  });
}
