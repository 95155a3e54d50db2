/** Bilinear resizing with half-pixel centers, row by row, of a map [height, width, channels]. */
import type { Size } from './program/sizes.js';

/** Where a row lies between two others. */
export interface BetweenRows {
  low: number;
  high: number;
  /** Of the second. */
  share: number;
}

export interface RowResizer {
  /** For each row of the result. */
  rows(row: number): BetweenRows;
  /** A row between two rows, [to.width, channels]. */
  blend(above: Float32Array, below: Float32Array, share: number, out: Float32Array): void;
}

/** Workers get this function as source text: it uses nothing from outside. */
export function rowResizer(from: Size, to: Size, channels: number): RowResizer {
  const neighbor = (i: number, inputs: number, outputs: number) => {
    const position = Math.min(Math.max(((i + 0.5) * inputs) / outputs - 0.5, 0), inputs - 1);
    const low = Math.floor(position);
    return { low, high: Math.min(low + 1, inputs - 1), share: position - low };
  };
  const lefts = new Int32Array(to.width);
  const rights = new Int32Array(to.width);
  const shares = new Float64Array(to.width);
  for (let x = 0; x < to.width; x++) {
    const { low, high, share } = neighbor(x, from.width, to.width);
    lefts[x] = low * channels;
    rights[x] = high * channels;
    shares[x] = share;
  }
  return {
    rows: (row) => neighbor(row, from.height, to.height),
    blend(above, below, share, out) {
      let at = 0;
      for (let x = 0; x < lefts.length; x++) {
        for (let c = 0; c < channels; c++) {
          const left = lefts[x] + c;
          const right = rights[x] + c;
          const a = above[left];
          const b = below[left];
          const top = a + (above[right] - a) * shares[x];
          const bottom = b + (below[right] - b) * shares[x];
          out[at++] = top + (bottom - top) * share;
        }
      }
    },
  };
}
