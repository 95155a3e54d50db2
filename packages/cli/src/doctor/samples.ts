import type { Sample } from '@miniseg/backends';

/** Values between -1 and 1 without a period that a filter could match. */
export function sample(shape: number[], phase: number): Sample {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, values: Float32Array.from({ length: size }, (_, i) => Math.sin(phase + i * i * 0.7)) };
}
