/** Inputs that are the same on every machine and cover both signs. */
import type { Sample } from './op-case.js';

/** Values between -1 and 1 of a small linear congruential generator. */
function sampleValues(size: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 2 - 1;
  });
}

export function sample(shape: number[], seed = 1): Sample {
  return {
    shape,
    values: sampleValues(
      shape.reduce((product, n) => product * n, 1),
      seed,
    ),
  };
}

/** The elements by which outputs are weighted before they are summed, so that every gradient is a different number. */
export const outputWeights = (size: number) => sampleValues(size, 77);
