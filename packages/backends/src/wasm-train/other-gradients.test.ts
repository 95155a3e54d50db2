import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Case, expectGradient, forEachTap, layout, noise, poolings } from '../../test/geometry-cases.js';
import { startWasm } from '../../test/start-wasm.js';
import { registerWasmTraining } from './index.js';

const RUNS = { numRuns: 120 };

function poolingTensors(some: Case, x: Float32Array) {
  const { outHeight, outWidth } = layout(some);
  const shape = [some.batch, some.height, some.width, some.channels] as [number, number, number, number];
  const outShape = [some.batch, outHeight, outWidth, some.channels] as [number, number, number, number];
  const dy = noise(
    outShape.reduce((a, b) => a * b),
    8,
  );
  return { image: tf.tensor4d(x, shape), dy, dys: tf.tensor4d(dy, outShape) };
}

/** The gradient of sum(f(x) dy) in x. */
function gradientOf<T extends tf.Tensor>(f: (x: T) => tf.Tensor, x: T, dy: tf.Tensor): tf.Tensor {
  return tf.grad((value: tf.Tensor) => tf.sum(tf.mul(f(value as T), dy)))(x);
}

/** The gradient of sum(f(x) dy), where f is linear in x, is its adjoint: <f(x), dy> = <x, gradient>. */
function expectAdjoint(f: (x: tf.Tensor4D) => tf.Tensor4D, shape: [number, number, number, number]): void {
  tf.tidy(() => {
    const x = tf.tensor4d(
      noise(
        shape.reduce((a, b) => a * b),
        9,
      ),
      shape,
    );
    const y = f(x);
    const dy = tf.tensor4d(noise(y.size, 10), y.shape);
    const gradient = gradientOf(f, x, dy);
    const [forward, backward] = [tf.sum(tf.mul(y, dy)), tf.sum(tf.mul(x, gradient))].map(
      (value) => value.dataSync()[0],
    );
    expect(Math.abs(forward - backward)).toBeLessThan(1e-3);
    expect(gradient.shape).toEqual(shape);
  });
}

for (const kernels of ['simd', 'composed'] as const) {
  describe(`with ${kernels} kernels`, () => {
    beforeAll(async () => {
      await startWasm();
      registerWasmTraining({ kernels });
    });
    afterAll(() => registerWasmTraining());

    it('maximum pooling gives dy to the first of the highest pixels, where all are negative too', () => {
      fc.assert(
        fc.property(poolings, fc.boolean(), (some, ties) => {
          const { batch, height, width, channels } = some;
          const x = noise(batch * height * width * channels, 7).map((value) =>
            ties ? Math.round(value) - 2 : value - 2,
          );
          tf.tidy(() => {
            const { image, dy, dys } = poolingTensors(some, x);
            const highest = new Map<number, number>();
            forEachTap(some, (pixel, outPixel) => {
              for (let c = 0; c < channels; c++) {
                const best = highest.get(outPixel * channels + c);
                const here = pixel * channels + c;
                if (best === undefined || x[here] > x[best]) highest.set(outPixel * channels + c, here);
              }
            });
            const dx = new Float64Array(x.length);
            for (const [from, to] of highest) dx[to] += dy[from];
            const pool = (value: tf.Tensor4D) => tf.maxPool(value, some.kernel, some.strides, some.pad);
            expectGradient(gradientOf(pool, image, dys).dataSync(), dx);
          });
        }),
        RUNS,
      );
    });

    it('average pooling shares dy among the pixels that it averaged, at borders too', () => {
      fc.assert(
        fc.property(poolings, (some) => {
          tf.tidy(() => {
            const { image, dy, dys } = poolingTensors(
              some,
              noise(some.batch * some.height * some.width * some.channels, 7),
            );
            const counts = new Map<number, number>();
            forEachTap(some, (_, outPixel) => counts.set(outPixel, (counts.get(outPixel) ?? 0) + 1));
            const dx = new Float64Array(image.size);
            forEachTap(some, (pixel, outPixel) => {
              for (let c = 0; c < some.channels; c++) {
                dx[pixel * some.channels + c] += dy[outPixel * some.channels + c] / counts.get(outPixel)!;
              }
            });
            const pool = (value: tf.Tensor4D) => tf.avgPool(value, some.kernel, some.strides, some.pad);
            expectGradient(gradientOf(pool, image, dys).dataSync(), dx);
          });
        }),
        RUNS,
      );
    });

    it('resizing in every mode has the adjoint of its forward pass as gradient', () => {
      const size = fc.integer({ min: 1, max: 13 });
      const modes = fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]);
      fc.assert(
        fc.property(size, size, size, size, modes, (height, width, outHeight, outWidth, [corners, half]) => {
          const shape: [number, number, number, number] = [2, height, width, 3];
          expectAdjoint((x) => tf.image.resizeBilinear(x, [outHeight, outWidth], corners, half), shape);
          expectAdjoint(
            (x) => tf.image.resizeNearestNeighbor(x, [outHeight, outWidth], corners, half),
            shape,
          );
          expectAdjoint(
            (x) => tf.image.resizeNearestNeighbor(x, [2 * height, 3 * width], false, half),
            shape,
          );
        }),
        RUNS,
      );
    });

    it('sums and means over any axes are those of double precision', () => {
      const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
      fc.assert(
        fc.property(shapes, fc.nat(31), fc.boolean(), (shape, mask, keep) => {
          const axes = shape.map((_, axis) => axis).filter((axis) => (mask >> axis) & 1);
          const x = noise(
            shape.reduce((a, b) => a * b),
            11,
          );
          const kept = shape.map((length, axis) => (axes.includes(axis) || axes.length === 0 ? 1 : length));
          const expected = new Float64Array(kept.reduce((a, b) => a * b));
          for (let f = 0; f < x.length; f++) {
            let rest = f;
            let to = 0;
            let step = 1;
            for (let axis = shape.length - 1; axis >= 0; axis--) {
              to += kept[axis] === 1 ? 0 : (rest % shape[axis]) * step;
              step *= kept[axis];
              rest = Math.floor(rest / shape[axis]);
            }
            expected[to] += x[f];
          }
          tf.tidy(() => {
            const over = axes.length === 0 ? undefined : axes;
            const sum = tf.sum(tf.tensor(x, shape), over, keep);
            if (keep) expect(sum.shape).toEqual(kept);
            expectGradient(sum.dataSync(), expected);
            const count = x.length / expected.length;
            const mean = tf.mean(tf.tensor(x, shape), over, keep);
            expectGradient(
              mean.dataSync(),
              expected.map((value) => value / count),
            );
          });
        }),
        RUNS,
      );
    });

    it('a sum over a million pixels keeps six digits', () => {
      tf.tidy(() => {
        const x = noise(1_000_000 * 3, 12).map((value) => value + 1);
        const expected = new Float64Array(3);
        for (let f = 0; f < x.length; f++) expected[f % 3] += x[f];
        const sums = tf.sum(tf.tensor2d(x, [1_000_000, 3]), 0).dataSync();
        const worst = Math.max(...expected.map((value, c) => Math.abs(sums[c] / value - 1)));
        expect(worst).toBeLessThan(kernels === 'simd' ? 1e-6 : 1e-3);
      });
    });

    it('products with transposed matrices are those of their definition', () => {
      const size = fc.integer({ min: 1, max: 20 });
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 3 }),
          size,
          size,
          size,
          fc.boolean(),
          fc.boolean(),
          (batch, m, k, n, transposeA, transposeB) => {
            const a = noise(batch * m * k, 13);
            const b = noise(batch * k * n, 14);
            const expected = new Float64Array(batch * m * n);
            for (let f = 0; f < expected.length; f++) {
              const [matrix, row, column] = [Math.floor(f / (m * n)), Math.floor(f / n) % m, f % n];
              for (let i = 0; i < k; i++) {
                const left = matrix * m * k + (transposeA ? i * m + row : row * k + i);
                const right = matrix * k * n + (transposeB ? column * k + i : i * n + column);
                expected[f] += a[left] * b[right];
              }
            }
            tf.tidy(() => {
              const left = tf.tensor3d(a, transposeA ? [batch, k, m] : [batch, m, k]);
              const right = tf.tensor3d(b, transposeB ? [batch, n, k] : [batch, k, n]);
              expectGradient(tf.matMul(left, right, transposeA, transposeB).dataSync(), expected);
            });
          },
        ),
        RUNS,
      );
    });

    it('gathering adds up the gradients of what was gathered more than once', () => {
      tf.tidy(() => {
        const x = tf.tensor2d(noise(12, 15), [4, 3]);
        const dy = tf.tile(tf.tensor2d([[1], [10], [100]]), [1, 3]);
        const gradient = gradientOf((table) => tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')), x, dy);
        expect([...gradient.dataSync()]).toEqual([10, 10, 10, 0, 0, 0, 101, 101, 101, 0, 0, 0]);
      });
    });
  });
}
