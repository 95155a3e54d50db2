import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  expectNumericGradient,
  Golden,
  SHARED_HINT,
  sharedAvailable,
} from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.js';
import { example } from './fixtures/example.js';
import { referenceFocal } from './fixtures/reference.js';

const WEIGHTS = [0.5, 2, 1, 4];

describeOnBackends('crossEntropy', (backend) => {
  const { input, makeLabels, makeLogits } = example();

  it.skipIf(!sharedAvailable)(
    `equals PyTorch's weighted mean with an ignore label, and its gradient (${SHARED_HINT})`,
    async () => {
      const golden = await Golden.load('weighted_ce');
      const classWeights = golden.get('weights').data;
      const labels = tf.cast(golden.tensor('target'), 'int32');
      const loss = crossEntropy({ classWeights });
      const { value, grad } = tf.valueAndGrad((logits: tf.Tensor) => loss(labels, logits))(
        golden.nhwc('logits'),
      );
      await expectClose(await value.data(), golden.get('loss').data, { absolute: 1e-6 });
      await expectClose(grad, golden.nhwc('dlogits'), { absolute: 1e-6 });
    },
  );

  it('is the weighted mean over the pixels that are not ignored', async () => {
    for (const weights of [WEIGHTS, [1, 1, 1, 1], [0, 1, 0, 0.25]]) {
      const value = crossEntropy({ classWeights: weights })(makeLabels(), makeLogits());
      expect(value.shape).toEqual([]);
      await expectClose(value, [referenceFocal(input, weights, 0)], { absolute: 2e-6 });
    }
    await expectClose(crossEntropy()(makeLabels(), makeLogits()), [referenceFocal(input, [1, 1, 1, 1], 0)], {
      absolute: 2e-6,
    });
  });

  it('has the gradient of its value', async () => {
    const loss = crossEntropy({ classWeights: WEIGHTS });
    const labels = makeLabels();
    // Times 70, about the number of pixels, so that entries are of order 1.
    await expectNumericGradient((logits) => tf.mul(loss(labels, logits), 70), [makeLogits()], {
      tolerance: 2e-3,
    });
  });

  it('passes the gradient that arrives on', async () => {
    const loss = crossEntropy({ classWeights: WEIGHTS });
    const labels = makeLabels();
    const gradient = (factor: number) =>
      tf.grad((logits: tf.Tensor) => loss(labels, logits))(makeLogits(), tf.scalar(factor));
    await expectClose(gradient(1024), tf.mul(gradient(1), 1024), { absolute: 1e-6, relative: 1e-5 });
  });

  it('takes labels with a channel axis, as floats, as bool and one-hot', async () => {
    const loss = crossEntropy({ classWeights: WEIGHTS });
    const expected = await loss(makeLabels(), makeLogits()).data();
    const oneHot = tf.oneHot(makeLabels(), 4);
    for (const labels of [
      tf.expandDims(makeLabels(), -1),
      tf.cast(makeLabels(), 'float32'),
      tf.cast(tf.expandDims(makeLabels(), -1), 'float32'),
      oneHot,
      tf.cast(oneHot, 'float32'),
    ]) {
      await expectClose(loss(labels, makeLogits()), expected, { absolute: 1e-6 });
    }
    const binary = tf.tensor2d([[1, 0, 1]], [1, 3], 'bool');
    const logits = tf.tensor3d([
      [
        [0, 1],
        [0, 1],
        [0, 3],
      ],
    ]);
    const want = [Math.log(1 + Math.exp(-1)), Math.log(1 + Math.E), Math.log(1 + Math.exp(-3))];
    await expectClose(crossEntropy()(binary, logits), [want.reduce((a, b) => a + b) / 3], { absolute: 1e-6 });
  });

  it('is 0 with a zero gradient where every pixel is ignored, or of a class of weight 0', async () => {
    const logits = tf.tensor4d([1, 2, 3, -4], [1, 1, 2, 2]);
    for (const { loss, labels } of [
      { loss: crossEntropy(), labels: tf.fill([1, 1, 2], 255, 'int32') },
      { loss: crossEntropy({ ignoreLabel: -1 }), labels: tf.fill([1, 1, 2], -1, 'int32') },
      { loss: crossEntropy({ classWeights: [1, 0] }), labels: tf.ones([1, 1, 2], 'int32') },
      { loss: crossEntropy(), labels: tf.zeros([1, 1, 2, 2]) },
    ]) {
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => loss(labels, x))(logits);
      expect(Array.from(await value.data())).toEqual([0]);
      expect(Array.from(await grad.data(), Math.abs)).toEqual([0, 0, 0, 0]);
    }
  });

  it('takes a class number as the label to ignore', async () => {
    const logits = tf.tensor3d([
      [
        [2, 0],
        [0, 3],
      ],
    ]);
    const labels = tf.tensor2d([[0, 1]], [1, 2], 'int32');
    for (const given of [labels, tf.oneHot(labels, 2)]) {
      const value = crossEntropy({ ignoreLabel: 0 })(given, logits);
      await expectClose(value, [Math.log(1 + Math.exp(-3))], { absolute: 1e-6 });
    }
  });

  it('is exact and finite for logits of plus and minus 10,000', async () => {
    const logits = tf.tensor3d([
      [
        [1e4, -1e4],
        [-1e4, 1e4],
        [1e4, -1e4],
        [1e4, 1e4],
      ],
    ]);
    const labels = tf.tensor2d([[0, 0, 1, 1]], [1, 4], 'int32');
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => crossEntropy()(labels, x))(logits);
    await expectClose(value, [(0 + 2e4 + 2e4 + Math.LN2) / 4], { absolute: 1e-2 });
    await expectClose(grad, [0, 0, -0.25, 0.25, 0.25, -0.25, 0.125, -0.125], { absolute: 1e-6 });
  });

  it('keeps its digits over a million pixels and weights that differ by a million', async () => {
    const [height, width] = [1000, 1024];
    // One value that no running float32 sum holds: a million times log(1 + e^-0.1).
    const logits = tf.tile(tf.tensor4d([0.1, 0], [1, 1, 1, 2]), [1, height, width, 1]);
    const labels = Uint8Array.from({ length: height * width }, (_, i) => (i === 777_777 ? 1 : 0));
    const classWeights = [1e-6, 1];
    const value = crossEntropy({ classWeights })(tf.tensor3d(labels, [1, height, width], 'int32'), logits);
    const [common, rare] = [Math.log(1 + Math.exp(-0.1)), Math.log(1 + Math.exp(0.1))];
    const zeros = (height * width - 1) * 1e-6;
    await expectClose(value, [(zeros * common + rare) / (zeros + 1)], { absolute: 1e-5 });
    tf.dispose([value, logits]);
  });

  it('works for volumes and for single vectors', async () => {
    const volume = crossEntropy()(tf.zeros([1, 2, 3, 2], 'int32'), tf.zeros([1, 2, 3, 2, 5]));
    await expectClose(volume, [Math.log(5)], { absolute: 1e-6 });
    await expectClose(crossEntropy()(tf.tensor1d([1, 0], 'int32'), tf.zeros([2, 2])), [Math.LN2], {
      absolute: 1e-6,
    });
  });

  it('leaves no tensor behind, with and without a gradient', async () => {
    const [labels, logits] = [makeLabels(), makeLogits()];
    const loss = crossEntropy({ classWeights: WEIGHTS });
    await expectNoLeak(() => loss(labels, logits));
    await expectNoLeak(() => tf.valueAndGrad((x: tf.Tensor) => loss(labels, x))(logits));
  });

  it('does not let a label that is no class pass in silence', async () => {
    for (const stray of [4, 254, -1]) {
      const values = [0, 3, stray, 255];
      const labels = tf.tensor2d([values], [1, 4], 'int32');
      const evaluate = () => crossEntropy()(labels, tf.zeros([1, 4, 4]));
      if (['webgl', 'webgpu'].includes(backend)) expect((await evaluate().data())[0]).toBeNaN();
      else
        expect(evaluate).toThrow(
          expect.objectContaining({ code: 'label', message: expect.stringContaining(`${stray}`) }),
        );
    }
  });
});

describe('crossEntropy', () => {
  const shapes = (labels: number[], logits: number[]) => () =>
    crossEntropy()(tf.zeros(labels, 'int32'), tf.zeros(logits));

  it.each<[string, () => unknown, string]>([
    ['labels of another size', shapes([1, 2, 3], [1, 2, 2, 2]), 'shape'],
    ['labels without the batch axis', shapes([2, 2], [1, 2, 2, 2]), 'shape'],
    ['labels of another batch', shapes([2, 2, 2, 1], [1, 2, 2, 2]), 'shape'],
    ['one-hot labels of other classes', shapes([1, 2, 2, 3], [1, 2, 2, 2]), 'shape'],
    ['logits of one class', shapes([1, 2, 2], [1, 2, 2, 1]), 'shape'],
    ['logits without a class axis', shapes([2], [2]), 'shape'],
    [
      'integer logits',
      () => crossEntropy()(tf.zeros([1, 2], 'int32'), tf.zeros([1, 2, 2], 'int32')),
      'dtype',
    ],
    ['labels of text', () => crossEntropy()(tf.tensor2d([['a', 'b']]), tf.zeros([1, 2, 2])), 'dtype'],
    ['negative weights', () => crossEntropy({ classWeights: [1, -1] }), 'weights'],
    ['weights that are not finite', () => crossEntropy({ classWeights: [1, Number.NaN] }), 'weights'],
    ['infinite weights', () => crossEntropy({ classWeights: [1, Number.POSITIVE_INFINITY] }), 'weights'],
    ['weights that are all zero', () => crossEntropy({ classWeights: [0, 0] }), 'weights'],
    ['no weights', () => crossEntropy({ classWeights: [] }), 'weights'],
    [
      'another number of weights than classes',
      () => crossEntropy({ classWeights: [1, 2, 3] })(tf.zeros([1, 2], 'int32'), tf.zeros([1, 2, 2])),
      'weights',
    ],
  ])('refuses %s', (_what, call, code) => {
    expect(call).toThrow(expect.objectContaining({ name: 'LossError', code }));
  });

  it('carries its name', () => expect(crossEntropy().name).toBe('crossEntropy'));
});

describeOnBackends(
  'crossEntropy',
  () => {
    it('refuses fractions, and one-hot labels that are not zeros with a single 1', () => {
      const evaluate = (labels: tf.Tensor) => () => crossEntropy()(labels, tf.zeros([1, 2, 2]));
      expect(evaluate(tf.tensor2d([[0.5, 1]]))).toThrow(expect.objectContaining({ code: 'label' }));
      expect(evaluate(tf.tensor2d([[Number.NaN, 1]]))).toThrow(expect.objectContaining({ code: 'label' }));
      expect(evaluate(tf.fill([1, 2, 2], 0.5))).toThrow(expect.objectContaining({ code: 'label' }));
      expect(evaluate(tf.ones([1, 2, 2]))).toThrow(expect.objectContaining({ code: 'label' }));
    });
  },
  { only: ['cpu', 'wasm'] },
);
