/** Every kernel for graphics cards against the composition of tfjs's kernels on the cpu backend. */
import { crossEntropy } from '@miniseg/losses';
import {
  addMaps,
  attentivePyramid,
  avgPool2d,
  batchMoments,
  batchNormInference,
  batchNormTraining,
  type Conv2DOptions,
  conv2d,
  depthwiseConv2d,
  groupedPointwiseConv2d,
  prelu,
  resizeBilinear,
} from '@miniseg/ops';
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { GPU, missing, useGpu } from '../../test/use-gpu.js';

type Four = tf.Tensor4D;
type Body = (...inputs: tf.Tensor[]) => tf.Tensor;

let seed = 1;
const normal = (shape: number[], mean = 0, deviation = 1) =>
  tf.tidy(() => [...tf.randomNormal(shape, mean, deviation, 'float32', seed++).dataSync()]);

interface Given {
  shape: number[];
  values: number[];
}
const given = (shape: number[], mean = 0, deviation = 1): Given => ({
  shape,
  values: normal(shape, mean, deviation),
});

/** The value, and the gradients by all inputs, of the sum of f weighted by random numbers. */
async function compute(f: Body, inputs: Given[], weights: Given): Promise<Float32Array[]> {
  const tensors = inputs.map(({ shape, values }) => tf.tensor(values, shape));
  const dy = tf.tensor(weights.values, weights.shape);
  const results = tf.tidy(() => [f(...tensors), ...tf.grads(f)(tensors, dy)]);
  const values = await Promise.all(results.map((tensor) => tensor.data() as Promise<Float32Array>));
  tf.dispose([tensors, dy, results]);
  return values;
}

async function expectSame(f: Body, inputs: Given[], outShape: number[]): Promise<void> {
  await tf.setBackend('cpu');
  const weights = given(outShape);
  const expected = await compute(f, inputs, weights);
  await tf.setBackend(GPU);
  const before = tf.memory().numTensors;
  const actual = await compute(f, inputs, weights);
  expect(tf.memory().numTensors).toBe(before);
  for (const [i, values] of expected.entries()) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const label = i === 0 ? 'value' : `gradient ${i - 1}`;
    await expectClose(tf.tensor(actual[i]), values, { absolute: 3e-5 * largest }, label);
  }
}

describe.skipIf(missing)(`kernels on ${GPU}${missing ? ` (${missing})` : ''}`, () => {
  beforeAll(async () => {
    await useBackend('cpu');
    await useGpu();
  });

  const SHAPES = [
    [1, 1, 1, 3],
    [2, 5, 7, 6],
    [1, 9, 8, 16],
    [3, 4, 3, 13],
  ];

  it.each(SHAPES)('moments of [%i, %i, %i, %i]', async (...shape) => {
    const x = given(shape, 100, 2);
    await tf.setBackend('cpu');
    const right = batchMoments(tf.tensor(x.values, shape as [number, number, number, number]) as Four);
    const [mean, variance] = await Promise.all([right.mean.data(), right.variance.data()]);
    await tf.setBackend(GPU);
    const actual = batchMoments(tf.tensor(x.values, shape as [number, number, number, number]) as Four);
    await expectClose(actual.mean, mean, { absolute: 1e-4 });
    await expectClose(actual.variance, variance, { absolute: 1e-3 });
  });

  for (const activation of ['prelu', 'relu', 'none'] as const) {
    it.each(SHAPES.slice(1))(
      `batch normalization and '${activation}' of [%i, %i, %i, %i]`,
      async (...shape) => {
        const channels = [shape[3]];
        const inputs = [given(shape, 3, 2), given(channels), given(channels)];
        if (activation === 'prelu') inputs.push(given(channels, 0.25));
        const [mean, variance] = [given(channels, 3, 0.1).values, given(channels, 4, 0.1).values];
        const moments = (count?: number) => ({
          mean: tf.tensor1d(mean),
          variance: tf.tensor1d(variance),
          count: count ?? 1,
        });
        await expectSame(
          (x, gamma, beta, slopes) => {
            const { mean, variance, count } = moments((shape[0] * shape[1] * shape[2]) as number);
            const parameters = { gamma, beta, slopes, activation, epsilon: 1e-3 };
            return batchNormTraining(x as Four, { mean, variance, count }, parameters);
          },
          inputs,
          shape,
        );
        await expectSame(
          (x, gamma, beta, slopes) => {
            const { mean, variance } = moments();
            return batchNormInference(x as Four, mean, variance, { gamma, beta, slopes, activation });
          },
          inputs,
          shape,
        );
      },
    );
  }

  it.each(SHAPES)('prelu of [%i, %i, %i, %i]', async (...shape) => {
    await expectSame((x, alpha) => prelu(x as Four, alpha), [given(shape), given([shape[3]])], shape);
  });

  it.each([
    [1, 1, 6, 8],
    [1, 2, 5, 3],
    [3, 1, 3, 4],
    [3, 2, 6, 7],
    [5, 2, 2, 4],
  ])(
    'convolution %ix%i... of a side, stride, inputs and outputs %i, %i',
    async (side, strides, inputs, outputs) => {
      const out = (length: number) => Math.ceil(length / strides);
      await expectSame(
        (x, w) => conv2d(x as Four, w as Four, { strides }),
        [given([2, 9, 6, inputs]), given([side, side, inputs, outputs])],
        [2, out(9), out(6), outputs],
      );
    },
  );

  it.each([
    { kernel: [3, 1], strides: [2, 1], dilations: 1, padding: undefined, groups: 1, size: [5, 6] },
    { kernel: [3, 3], strides: 1, dilations: 2, padding: undefined, groups: 1, size: [9, 6] },
    { kernel: [2, 2], strides: 2, dilations: 1, padding: 0, groups: 1, size: [4, 3] },
    { kernel: [3, 3], strides: 1, dilations: 1, padding: 0, groups: 1, size: [7, 4] },
    { kernel: [3, 3], strides: 1, dilations: 1, padding: undefined, groups: 2, size: [9, 6] },
    { kernel: [3, 3], strides: [2, 1], dilations: [2, 1], padding: [2, 0], groups: 4, size: [5, 4] },
  ] as const)('a convolution of a window that the kernels leave to the composition: %j', async (window) => {
    const { kernel, size, ...options } = window;
    await expectSame(
      (x, w) => conv2d(x as Four, w as Four, options as Conv2DOptions),
      [given([2, 9, 6, 4]), given([...kernel, 4 / options.groups, 4])],
      [2, ...size, 4],
    );
  });

  it.each([
    { kernel: [3, 1], strides: [2, 1], dilations: [3, 1], size: [5, 6] },
    { kernel: [3, 3], strides: 1, dilations: [1, 2], size: [9, 6] },
    { kernel: [2, 2], strides: 2, padding: 0, size: [4, 3] },
  ] as const)('a depthwise convolution of such a window: %j', async ({ kernel, size, ...options }) => {
    await expectSame(
      (x, w) => depthwiseConv2d(x as Four, w as Four, options),
      [given([2, 9, 6, 4]), given([...kernel, 4, 1])],
      [2, ...size, 4],
    );
  });

  it('resizing with aligned corners', async () => {
    const resize = (x: tf.Tensor) => resizeBilinear(x as Four, [7, 11], { alignCorners: true });
    await expectSame(resize, [given([2, 4, 5, 3])], [2, 7, 11, 3]);
  });

  it('a grouped pointwise convolution', async () => {
    await expectSame(
      (x, w) => groupedPointwiseConv2d(x as Four, w as Four, 3),
      [given([2, 5, 6, 9]), given([1, 1, 3, 12])],
      [2, 5, 6, 12],
    );
  });

  it.each([
    [3, 1, 1],
    [3, 1, 4],
    [3, 2, 1],
    [3, 2, 2],
    [3, 2, 3],
    [5, 2, 1],
    [5, 1, 2],
  ])('depthwise convolution of side %i, stride %i, dilation %i', async (side, strides, dilations) => {
    const out = (length: number) => Math.ceil(length / strides);
    await expectSame(
      (x, w) => depthwiseConv2d(x as Four, w as Four, { strides, dilations }),
      [given([2, 9, 12, 5]), given([side, side, 5, 1])],
      [2, out(9), out(12), 5],
    );
  });

  it('average pooling', async () => {
    await expectSame((x) => avgPool2d(x as Four, { strides: 2 }), [given([2, 7, 9, 3])], [2, 4, 5, 3]);
  });

  it.each([
    [4, 1, 6, 24],
    [4, 2, 3, 12],
    [2, 2, 5, 6],
    [1, 1, 4, 8],
    [5, 1, 4, 10],
  ])(
    'pyramid of %i branches, stride %i, %i channels, %i outputs',
    async (branches, strides, channels, outputs) => {
      const filters = Array.from({ length: branches }, () => given([3, 3, channels, 1]));
      const out = (length: number) => Math.ceil(length / strides);
      await expectSame(
        (s, attention, fuse, ...dilated) =>
          attentivePyramid(
            s as Four,
            { dilated: dilated as Four[], attention: attention as Four, fuse: fuse as Four },
            { strides },
          ),
        [
          given([2, 11, 9, channels]),
          given([1, 1, channels, branches]),
          given([1, 1, channels, outputs]),
          ...filters,
        ],
        [2, out(11), out(9), outputs],
      );
    },
  );

  it.each([
    [
      [7, 9],
      [14, 18],
    ],
    [
      [7, 9],
      [31, 20],
    ],
    [
      [16, 12],
      [5, 4],
    ],
    [
      [1, 1],
      [3, 5],
    ],
    [
      [5, 1],
      [2, 9],
    ],
  ])('resizing %j to %j', async ([height, width], size) => {
    await expectSame(
      (x) => resizeBilinear(x as Four, size as [number, number]),
      [given([2, height, width, 3])],
      [2, ...size, 3],
    );
  });

  it('sums, biases, channels beside each other and parts of them', async () => {
    const shape = [2, 16, 17, 6];
    await expectSame((a, b) => addMaps(a as Four, b as Four), [given(shape), given(shape)], shape);
    await expectSame((a, b) => tf.add(a, b), [given(shape), given([6])], shape);
    await expectSame(
      (a, b) => {
        const [left, right] = tf.split(tf.concat([a, b], 3), [4, 7], 3);
        return tf.concat([tf.slice(right, [0, 0, 0, 1], [-1, -1, -1, 5]), left], 3);
      },
      [given(shape), given([2, 16, 17, 5])],
      [2, 16, 17, 9],
    );
    await expectSame((a, b, c) => tf.addN([a, b, c]), [given(shape), given(shape), given(shape)], shape);
  });

  it.each([2, 3, 7])('cross entropy of %i classes, with ignored labels', async (classes) => {
    const labels = Array.from({ length: 2 * 5 * 6 }, (_, i) => (i % 11 === 0 ? 255 : (i * 7) % classes));
    const classWeights = Array.from({ length: classes }, (_, c) => 1 + c / 2);
    const loss = crossEntropy({ classWeights });
    await expectSame(
      (x) => loss(tf.tensor(labels, [2, 5, 6], 'int32'), x),
      [given([2, 5, 6, classes], 0, 3)],
      [],
    );
    // Cast labels hold whole numbers where tfjs says float32.
    const real = () => tf.cast(tf.cast(tf.tensor(labels, [2, 5, 6], 'int32'), 'float32'), 'float32');
    await expectSame((x) => loss(real(), x), [given([2, 5, 6, classes])], []);
  });

  it('cross entropy of no weight at all is 0, and of a label that is no class NaN', async () => {
    await tf.setBackend(GPU);
    const logits = tf.tensor(given([1, 2, 2, 2]).values, [1, 2, 2, 2]);
    const loss = (labels: number[]) => crossEntropy()(tf.tensor(labels, [1, 2, 2], 'int32'), logits).data();
    expect((await loss([255, 255, 255, 255]))[0]).toBe(0);
    expect((await loss([0, 1, 7, 0]))[0]).toBeNaN();
    expect((await loss([0, 1, -1, 0]))[0]).toBeNaN();
  });
});
