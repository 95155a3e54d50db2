import { crossEntropy, dice, tversky } from '@miniseg/losses';
import {
  attentivePyramid,
  batchMoments,
  batchNormInference,
  batchNormTraining,
  prelu,
  resizeBilinear,
} from '@miniseg/ops';
import { expectClose, expectNoLeak, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { withoutFusedKernels } from './fixtures/without-fused-kernels.js';
import { registerFusedKernels } from './register.js';

type Result = tf.Tensor[];

beforeAll(async () => {
  await useBackend('wasm');
  registerFusedKernels();
});

/** Odd channels, single pixels, tails that fill no row, several images. */
const shapes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 9 }),
  fc.integer({ min: 1, max: 11 }),
  fc.oneof(fc.integer({ min: 1, max: 13 }), fc.constantFrom(16, 24, 40)),
) as fc.Arbitrary<[number, number, number, number]>;

let seed = 1;
const normal = (shape: number[], mean = 0, deviation = 1) =>
  tf.randomNormal(shape, mean, deviation, 'float32', seed++);

/** Class numbers, one in five of them to be ignored. */
const labelsOf = (shape: number[], classes: number, ignoreLabel: number) =>
  tf.tidy(() => {
    const drawn = tf.randomUniform(shape, 0, classes, 'int32', seed++);
    const ignored = tf.less(tf.randomUniform(shape, 0, 1, 'float32', seed++), 0.2);
    return tf.where(ignored, tf.fill(shape, ignoreLabel, 'int32'), drawn);
  });

/** `values` of f(inputs) and of its gradients with a random dy, of tfjs's kernels and of the fused ones. */
async function expectSame(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  tolerance = { absolute: 2e-5, relative: 2e-5 },
) {
  await expectNoLeak(async () => {
    const shape = tf.tidy(() => f(...inputs).shape);
    const dy = normal(shape);
    const run = (): Result =>
      tf.tidy(() => {
        const y = f(...inputs);
        return [y, ...tf.grads(f)(inputs, dy)];
      });
    const expected = withoutFusedKernels(run);
    const actual = run();
    for (const [i, tensor] of expected.entries()) {
      // Sums over pixels grow with their number, and so does what float32 loses of them.
      const largest = Math.max(...(await tensor.data()).map(Math.abs));
      const absolute = tolerance.absolute * Math.max(1, largest);
      await expectClose(
        actual[i],
        tensor,
        { ...tolerance, absolute },
        i === 0 ? 'value' : `gradient ${i - 1}`,
      );
    }
    return [dy, expected, actual];
  });
}

describe('the fused kernels give what the compositions give', () => {
  it('moments of every channel', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.constantFrom(0, 100), async (shape, mean) => {
        const x = normal(shape, mean) as tf.Tensor4D;
        const values = await x.array();
        const { mean: means, variance } = batchMoments(x);
        const flat = values.flat(2);
        const exact = shape[3];
        for (let c = 0; c < exact; c++) {
          const channel = flat.map((pixel) => pixel[c]);
          const center = channel.reduce((a, b) => a + b, 0) / channel.length;
          const spread = channel.reduce((a, b) => a + (b - center) ** 2, 0) / channel.length;
          expect((await means.data())[c]).toBeCloseTo(center, 4);
          expect(Math.abs((await variance.data())[c] - spread)).toBeLessThan(1e-5 * Math.max(1, spread));
        }
        tf.dispose([x, means, variance]);
      }),
      { numRuns: 40 },
    );
  });

  for (const activation of ['prelu', 'relu', 'none'] as const) {
    it(`batch normalization in training with the activation '${activation}'`, async () => {
      await fc.assert(
        fc.asyncProperty(shapes, async (shape) => {
          const channels = [shape[3]];
          const inputs = [normal(shape, 3, 2), normal(channels), normal(channels)];
          if (activation === 'prelu') inputs.push(normal(channels, 0.25));
          const moments = batchMoments(inputs[0] as tf.Tensor4D);
          // One pixel alone has no deviation: its gradient is rounding only.
          fc.pre(shape[0] * shape[1] * shape[2] > 3);
          await expectSame((x, gamma, beta, slopes) => {
            const parameters = { gamma, beta, slopes, activation, epsilon: 1e-3 };
            return batchNormTraining(x as tf.Tensor4D, moments, parameters);
          }, inputs);
          tf.dispose([inputs, moments.mean, moments.variance]);
        }),
        { numRuns: 25 },
      );
    });
  }

  it('batch normalization in evaluation', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const channels = [shape[3]];
        const inputs = [normal(shape), normal(channels), normal(channels), normal(channels)];
        const mean = normal(channels);
        const variance = tf.abs(normal(channels));
        await expectSame((x, gamma, beta, slopes) => {
          const parameters = { gamma, beta, slopes, activation: 'prelu' as const };
          return batchNormInference(x as tf.Tensor4D, mean, variance, parameters);
        }, inputs);
      }),
      { numRuns: 25 },
    );
  });

  it('PReLU alone', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        await expectSame((x, alpha) => prelu(x as tf.Tensor4D, alpha), [normal(shape), normal([shape[3]])]);
      }),
      { numRuns: 25 },
    );
  });

  it('the adjoint of resizing, up and down', async () => {
    const size = fc.integer({ min: 1, max: 23 });
    await fc.assert(
      fc.asyncProperty(shapes, size, size, async (shape, height, width) => {
        await expectSame((x) => resizeBilinear(x as tf.Tensor4D, [height, width]), [normal(shape)]);
      }),
      { numRuns: 60 },
    );
  });

  it('the attentive pyramid, with strides and any width of the branches', async () => {
    const width = fc.constantFrom(1, 2, 3, 4, 6, 7, 8, 9, 12, 16, 20);
    await fc.assert(
      fc.asyncProperty(
        shapes, width, width, fc.integer({ min: 1, max: 4 }), fc.constantFrom(1, 2),
        async ([batch, height, columns], n, m, branches, strides) => {
          const dilated = Array.from({ length: branches }, () => normal([3, 3, n, 1], 0, 0.3));
          const inputs = [
            normal([batch, height, columns, n]),
            ...dilated,
            normal([1, 1, n, branches]),
            normal([1, 1, n, branches * m]),
          ];
          await expectSame(
            (s, ...weights) =>
              attentivePyramid(
                s as tf.Tensor4D,
                {
                  dilated: weights.slice(0, branches) as tf.Tensor4D[],
                  attention: weights[branches] as tf.Tensor4D,
                  fuse: weights[branches + 1] as tf.Tensor4D,
                },
                { strides },
              ),
            inputs,
          );
        },
      ), // biome-ignore format: the arbitraries in one line
      { numRuns: 40 },
    );
  });

  it('the attentive pyramid over more pixels than one tile, in several images', async () => {
    const inputs = [
      normal([2, 33, 35, 6]),
      ...[1, 2].map(() => normal([3, 3, 6, 1])),
      normal([1, 1, 6, 2]),
      normal([1, 1, 6, 12]),
    ] as tf.Tensor4D[];
    await expectSame(
      (s, a, b, attention, fuse) =>
        attentivePyramid(s as tf.Tensor4D, {
          dilated: [a, b] as tf.Tensor4D[],
          attention: attention as tf.Tensor4D,
          fuse: fuse as tf.Tensor4D,
        }),
      inputs,
    );
  });

  it('cross entropy with class weights and ignored pixels', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.integer({ min: 2, max: 6 }),
        fc.constantFrom(255, 0, -1),
        async ([batch, height, width], classes, ignoreLabel) => {
          const labels = labelsOf([batch, height, width], classes, ignoreLabel);
          const classWeights = Array.from({ length: classes }, (_, c) => 1 + c);
          const loss = crossEntropy({ classWeights, ignoreLabel });
          await expectSame((x) => loss(labels, x), [normal([batch, height, width, classes], 0, 5)]);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('Dice and Tversky', () => {
  const settings = fc.record({
    alpha: fc.constantFrom(0, 0.3, 0.5, 1),
    beta: fc.constantFrom(0.5, 0.7, 2),
    background: fc.boolean(),
    perImage: fc.boolean(),
    smooth: fc.constantFrom(0, 1, 20),
    ignoreLabel: fc.constantFrom(255, 0, -1),
  });

  it('of any classes, images and ignored pixels', async () => {
    await fc.assert(
      fc.asyncProperty(
        shapes,
        fc.integer({ min: 2, max: 6 }),
        settings,
        async ([batch, height, width], classes, { alpha, beta, ...options }) => {
          const labels = labelsOf([batch, height, width], classes, options.ignoreLabel);
          for (const loss of [dice(options), tversky({ alpha, beta, ...options })])
            await expectSame((x) => loss(labels, x), [normal([batch, height, width, classes], 0, 5)]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of images that are computed in several parts', async () => {
    for (const perImage of [false, true]) {
      const labels = labelsOf([3, 61, 157], 2, 255);
      const loss = dice({ background: false, perImage, smooth: 1 });
      await expectSame((x) => loss(labels, x), [normal([3, 61, 157, 2], 0, 3)]);
    }
  });

  it('of NaN logits are NaN', async () => {
    const logits = tf.tensor2d([[Number.NaN, 0], [0, 0]]); // biome-ignore format: two pixels
    expect((await dice()(tf.tensor1d([0, 1], 'int32'), logits).data())[0]).toBeNaN();
  });
});

it('cross entropy of NaN logits is NaN, and of ignored pixels alone 0', async () => {
  const loss = crossEntropy();
  const value = async (labels: number[], logits: number[][]) =>
    (await loss(tf.tensor1d(labels, 'int32'), tf.tensor2d(logits)).data())[0];
  expect(await value([0, 1], [[Number.NaN, 0], [0, 0]])).toBeNaN(); // biome-ignore format: two pixels
  expect(await value([255, 255], [[3, 0], [0, 9]])).toBe(0); // biome-ignore format: two pixels
});

it('the heap does not grow over hundreds of calls', () => {
  const step = () =>
    tf.tidy(() => {
      const x = tf.randomNormal([2, 31, 33, 6], 0, 1, 'float32', 1) as tf.Tensor4D;
      const gamma = tf.ones([6]);
      const f = (x: tf.Tensor) =>
        batchNormTraining(x as tf.Tensor4D, batchMoments(x as tf.Tensor4D), {
          gamma,
          beta: gamma,
          slopes: gamma,
          activation: 'prelu',
        });
      tf.grad((x) => resizeBilinear(f(x) as tf.Tensor4D, [40, 40]))(x);
    });
  const heap = () =>
    (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer.byteLength;
  for (let i = 0; i < 20; i++) step();
  const before = heap();
  for (let i = 0; i < 300; i++) step();
  expect(heap()).toBe(before);
});
