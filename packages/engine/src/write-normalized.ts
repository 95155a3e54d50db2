/** Pixels as numbers of a network's input. */
import type { CheckedImage } from './image.js';
import type { Normalization } from './normalization.js';

/** Where rows of an input lie, in numbers. */
export interface Rows {
  values: Float32Array;
  /** Of the first number, and from a row to the next. */
  first: number;
  row: number;
  /** 1 or that of the image: a grey image is replicated, RGBA loses its alpha. */
  channels: number;
}

/**
 * (pixel / white - mean) / std in float32 and in this order, as tfjs and PyTorch normalize. Workers get this function as
 * source text: it uses nothing from outside.
 */
export function writeNormalized(
  { data, width, height, channels: given, white }: CheckedImage,
  { values, first, row, channels }: Rows,
  { mean, std }: Normalization,
): void {
  const { fround } = Math;
  const [m, s, w] = [fround(mean), fround(std), fround(white)];
  const normalized = (value: number) => fround(fround(fround(fround(value) / w) - m) / s);
  // A table is much faster than divisions, and what most images are is 8 bits.
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const table = bytes ? Float32Array.from({ length: 256 }, (_, value) => normalized(value)) : undefined;
  for (let y = 0; y < height; y++) {
    let to = first + y * row;
    let from = y * width * given;
    if (table && given === 1 && channels === 1) {
      // What a series consists of, in half the time.
      for (let x = 0; x < width; x++) values[to++] = table[data[from++]];
      continue;
    }
    for (let x = 0; x < width; x++, from += given) {
      for (let c = 0; c < channels; c++) {
        const value = data[given === 1 ? from : from + c];
        values[to++] = table ? table[value] : normalized(value);
      }
    }
  }
}
