/** Random convolutions, and their gradients by definition in double precision. */
import fc from 'fast-check';

/** What a case of a convolution or a pooling is; padding is 'valid', 'same' or zeros on each side. */
export interface Case {
  batch: number;
  height: number;
  width: number;
  channels: number;
  /** Output channels of a dense convolution, the multiplier of a depthwise one. */
  outputs: number;
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  pad: 'valid' | 'same' | [[0, 0], [number, number], [number, number], [0, 0]];
}

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 11 }),
  width: fc.integer({ min: 1, max: 12 }),
  channels: fc.constantFrom(1, 2, 3, 5, 8, 24),
  outputs: fc.constantFrom(1, 2, 3, 4, 7, 16),
  kernel: fc.oneof(pair(1, 4), fc.constantFrom<[number, number]>([1, 1], [3, 3], [5, 5])),
  strides: pair(1, 3),
  dilations: pair(1, 4),
  pad: fc.oneof(
    fc.constantFrom<'valid' | 'same'>('valid', 'same'),
    fc.tuple(pair(0, 4), pair(0, 4)).map(([rows, columns]): Case['pad'] => [[0, 0], rows, columns, [0, 0]]),
  ),
});

/** Convolutions with any stride and dilation. */
export const convolutions = cases.filter((some) => layout(some).outHeight > 0 && layout(some).outWidth > 0);

/** Depthwise ones: a multiplier of 1 to 3. */
export const depthwiseConvolutions = fc
  .tuple(convolutions, fc.integer({ min: 1, max: 3 }))
  .map(([some, outputs]) => ({ ...some, outputs }));

/** Windows that hold at least one pixel of the image. */
export const poolings = cases
  .map((some): Case => ({ ...some, outputs: some.channels, dilations: [1, 1] }))
  .filter((some) => {
    const { outHeight, outWidth, top, left, bottom, right } = layout(some);
    const [rows, columns] = some.kernel;
    return outHeight > 0 && outWidth > 0 && Math.max(top, bottom) < rows && Math.max(left, right) < columns;
  });

export function layout({ height, width, kernel, strides, dilations, pad }: Case) {
  const extent = kernel.map((size, axis) => (size - 1) * dilations[axis] + 1);
  const axes = [height, width].map((length, axis) => {
    if (pad === 'valid') return { before: 0, after: 0, length };
    if (pad !== 'same') return { before: pad[1 + axis][0], after: pad[1 + axis][1], length };
    const outputs = Math.ceil(length / strides[axis]);
    const total = Math.max(0, (outputs - 1) * strides[axis] + extent[axis] - length);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2), length };
  });
  const [outHeight, outWidth] = axes.map(
    ({ before, after, length }, axis) =>
      Math.floor((length + before + after - extent[axis]) / strides[axis]) + 1,
  );
  return {
    outHeight,
    outWidth,
    top: axes[0].before,
    bottom: axes[0].after,
    left: axes[1].before,
    right: axes[1].after,
  };
}

/** Calls `visit` for every pixel that a tap of an output pixel meets, with the numbers of pixel, output pixel and tap. */
export function forEachTap(some: Case, visit: (pixel: number, outPixel: number, tap: number) => void): void {
  const { batch, height, width, kernel, strides, dilations } = some;
  const { outHeight, outWidth, top, left } = layout(some);
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < outHeight; i++)
      for (let j = 0; j < outWidth; j++)
        for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
          const row = i * strides[0] + Math.floor(tap / kernel[1]) * dilations[0] - top;
          const column = j * strides[1] + (tap % kernel[1]) * dilations[1] - left;
          if (row < 0 || row >= height || column < 0 || column >= width) continue;
          visit((b * height + row) * width + column, (b * outHeight + i) * outWidth + j, tap);
        }
}

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

/** Throws unless all elements lie within 1e-4 of the largest. */
export function expectGradient(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  if (actual.length !== expected.length) throw new Error(`${actual.length} elements, not ${expected.length}`);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]));
  for (let i = 0; i < expected.length; i++) {
    if (!(Math.abs(actual[i] - expected[i]) <= 1e-4 * largest + 1e-6)) {
      throw new Error(`Element ${i} of ${expected.length} is ${actual[i]}, expected ${expected[i]}`);
    }
  }
}
