/** Weights as tfjs packs numbers into a texture. */
import type { Texels } from '../gpu/texels.js';

interface PackedTexels {
  /** Texels in a row. */
  wide: number;
  /** [2 rows, 2 wide] */
  shape: [number, number];
  values: Float32Array;
}

/**
 * As a tensor that tfjs packs into a texture of these texels: squares of two by two become one.
 *
 * @param limit Largest side of a texture; longer rows of weights are broken.
 */
export function packTexels({ rows: given, columns, values: numbers }: Texels, limit: number): PackedTexels {
  const texels = given * columns;
  const wide = Math.min(columns, limit);
  const rows = Math.ceil(texels / wide);
  const values = new Float32Array(rows * wide * 4);
  for (let i = 0; i < texels; i++) {
    const to = 4 * wide * Math.floor(i / wide) + 2 * (i % wide);
    values.set(numbers.subarray(4 * i, 4 * i + 2), to);
    values.set(numbers.subarray(4 * i + 2, 4 * i + 4), to + 2 * wide);
  }
  return { wide, shape: [2 * rows, 2 * wide], values };
}
