import { expectClose, expectNoLeak, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { registerFusedKernels } from './register.js';

beforeAll(async () => {
  await useBackend('cpu');
  await useBackend('wasm');
  registerFusedKernels();
});

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });

/** `compute` on wasm and on cpu, from the same numbers. */
async function expectSame(values: tf.Tensor[], compute: (...inputs: tf.Tensor[]) => tf.Tensor[]) {
  await expectNoLeak(async () => {
    const data = await Promise.all(values.map((value) => value.data()));
    const actual = tf.tidy(() => compute(...values));
    tf.setBackend('cpu');
    const copies = values.map((value, i) => tf.tensor(data[i], value.shape, value.dtype));
    const expected = tf.tidy(() => compute(...copies));
    expect(actual.map(({ shape, dtype }) => [shape, dtype])).toEqual(
      expected.map(({ shape, dtype }) => [shape, dtype]),
    );
    for (const [i, tensor] of expected.entries()) await expectClose(actual[i], tensor, { absolute: 0 });
    tf.setBackend('wasm');
    return [actual, copies, expected];
  });
}

let seed = 1;
const draw = (shape: number[], dtype: 'float32' | 'int32' | 'bool' = 'float32') =>
  tf.tidy(() => tf.cast(tf.randomUniform(shape, -9, 9, 'float32', seed++), dtype));
const dtypes = fc.constantFrom('float32' as const, 'int32' as const, 'bool' as const);

it('concat along any axis', async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.nat(),
      fc.integer({ min: 1, max: 4 }),
      dtypes,
      async (shape, at, count, dtype) => {
        const axis = at % shape.length;
        const parts = Array.from({ length: count }, (_, k) =>
          draw(
            shape.map((length, i) => (i === axis ? (length + k) % 4 : length)),
            dtype,
          ),
        );
        await expectSame(parts, (...given) => [tf.concat(given, axis)]);
        tf.dispose(parts);
      },
    ),
    { numRuns: 60 },
  );
});

it('slice of any box, split, and pad with any value', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.array(fc.nat(), { minLength: 10 }), dtypes, async (shape, numbers, dtype) => {
      const x = draw(shape, dtype);
      const begin = shape.map((length, i) => numbers[i] % length);
      const size = shape.map((length, i) => 1 + (numbers[i + 5] % (length - begin[i])));
      const axis = numbers[0] % shape.length;
      const first = numbers[1] % (shape[axis] + 1);
      const paddings = shape.map((_, i) => [numbers[i] % 3, numbers[i + 5] % 3] as [number, number]);
      await expectSame([x], (x) => [
        tf.slice(x, begin, size),
        ...tf.split(x, [first, shape[axis] - first], axis),
        ...(dtype === 'float32' ? [tf.pad(x, paddings, 0.5)] : []),
        tf.clone(x),
        tf.cast(x, 'float32'),
      ]);
      x.dispose();
    }),
    { numRuns: 80 },
  );
});

it('a clone shares the memory, and outlives the tensor that it was made of', async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const before = tf.memory().numDataBuffers;
  const copy = tf.clone(x);
  expect(tf.memory().numDataBuffers).toBe(before);
  x.dispose();
  // Would overwrite memory that was freed too early.
  const other = tf.tensor1d([7, 8, 9]);
  expect([...(await copy.data())]).toEqual([1, 2, 3]);
  tf.dispose([copy, other]);
});

it('a slice that leaves the tensor is refused, as by tfjs', () => {
  expect(() => tf.slice(tf.zeros([3, 4]), [1, 0], [3, 4])).toThrow(/begin\[0\] \+ size\[0\]/);
});

it('strings are still copied by the backend itself', async () => {
  const words = tf.tensor1d(['a', 'b', 'c']);
  expect((await tf.slice(words, 1, 2).data()).toString()).toBe('b,c');
  expect((await tf.clone(words).data()).toString()).toBe('a,b,c');
});
