import fc from 'fast-check';
import { type Geometry, outputSize } from './brute-force.js';

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Any convolution that has an output: odd sizes, strides 1-3, dilations 1-4, padding on each side by itself. */
export const anyGeometry: fc.Arbitrary<Geometry> = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 12 }),
    width: fc.integer({ min: 1, max: 13 }),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 6, 8, 12, 17),
    outputs: fc.constantFrom(1, 2, 3, 4, 7, 8, 9, 12, 16),
    kernel: fc.oneof(pair(1, 5), fc.constantFrom<[number, number]>([1, 1], [3, 3], [5, 5], [2, 2])),
    strides: pair(1, 3),
    dilations: pair(1, 4),
    padding: fc.record({
      top: fc.integer({ min: 0, max: 8 }),
      left: fc.integer({ min: 0, max: 8 }),
      bottom: fc.integer({ min: 0, max: 8 }),
      right: fc.integer({ min: 0, max: 8 }),
    }),
  })
  .filter((geometry) => outputSize(geometry).every((size) => size > 0));

/** A depthwise one: `outputs` is the multiplier. */
export const anyDepthwise: fc.Arbitrary<Geometry> = fc
  .tuple(anyGeometry, fc.integer({ min: 1, max: 3 }))
  .map(([geometry, outputs]) => ({ ...geometry, outputs }));

/** Numbers between -1 and 1 that depend on the seed alone. */
export function noise(length: number, seed: number): Float32Array {
  const values = new Float32Array(length);
  let state = seed * 2654435761 + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = state / 2 ** 31;
  }
  return values;
}

/** Throws unless all elements lie within 1e-5 of the largest. */
export function expectEqual(actual: Float32Array, expected: ArrayLike<number>): void {
  let largest = 1;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= 1e-5 * largest)) {
      throw new Error(`Element ${i} of ${expected.length} is ${actual[i]}, expected ${expected[i]}`);
    }
  }
}

export const kernelArguments = (geometry: Geometry) => {
  const { batch, height, width, channels, outputs, kernel, strides, dilations, padding } = geometry;
  return [
    batch,
    height,
    width,
    channels,
    outputs,
    ...kernel,
    ...outputSize(geometry),
    ...strides,
    ...dilations,
    padding.top,
    padding.left,
  ] as const;
};
