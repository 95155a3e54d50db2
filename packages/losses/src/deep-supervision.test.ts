import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.js';
import { deepSupervision } from './deep-supervision.js';
import { example } from './fixtures/example.js';

describeOnBackends('deepSupervision', () => {
  const { makeLabels, makeLogits } = example();
  const heads = () => [1, 2, 3, 4].map((factor) => tf.mul(makeLogits(), factor));
  const loss = crossEntropy();

  it('is L1 + 0.4 (L2 + L3 + L4) with its gradients', async () => {
    const labels = makeLabels();
    const each = await Promise.all(heads().map((head) => loss(labels, head).data()));
    const expected = each[0][0] + 0.4 * (each[1][0] + each[2][0] + each[3][0]);
    const supervised = deepSupervision(loss);
    const { value, grads } = tf.valueAndGrads((...x: tf.Tensor[]) => supervised(labels, x))(heads());
    await expectClose(value, [expected], { absolute: 5e-6 });
    for (const [i, head] of heads().entries()) {
      const single = tf.grad((x: tf.Tensor) => loss(labels, x))(head);
      await expectClose(grads[i], tf.mul(single, i === 0 ? 1 : 0.4), { absolute: 1e-7 }, `head ${i}`);
    }
  });

  it('takes labels for each head', async () => {
    const supervised = deepSupervision(loss, { weights: [1, 2] });
    const [first, second] = [makeLabels(), tf.zerosLike(makeLabels())];
    const [a, b] = [loss(first, makeLogits()), loss(second, makeLogits())];
    const expected = tf.add(a, tf.mul(b, 2));
    await expectClose(supervised([first, second], [makeLogits(), makeLogits()]), expected, {
      absolute: 5e-6,
    });
  });

  it('gives the weighted loss of each head for model.compile', async () => {
    const { losses } = deepSupervision(loss, { weights: [1, 0.4] });
    const plain = await loss(makeLabels(), makeLogits()).data();
    await expectClose(losses[0](makeLabels(), makeLogits()), plain, { absolute: 1e-6 });
    await expectClose(losses[1](makeLabels(), makeLogits()), [0.4 * plain[0]], { absolute: 1e-6 });
  });

  it('leaves no tensor behind', async () => {
    const labels = makeLabels();
    const inputs = heads();
    await expectNoLeak(() => {
      const { value, grads } = tf.valueAndGrads((...x: tf.Tensor[]) => deepSupervision(loss)(labels, x))(
        inputs,
      );
      return [value, ...grads];
    });
  });
});

describe('deepSupervision', () => {
  const head = () => tf.zeros([1, 1, 2]);
  const labels = () => tf.zeros([1, 1], 'int32');

  it('refuses another number of heads or of labels than of weights', () => {
    const supervised = deepSupervision(crossEntropy(), { weights: [1, 0.4] });
    const failure = expect.objectContaining({ name: 'LossError', code: 'shape' });
    expect(() => supervised(labels(), [head()])).toThrow(failure);
    expect(() => supervised([labels()], [head(), head()])).toThrow(failure);
  });

  it('refuses weights that are negative or missing', () => {
    for (const weights of [[], [1, -0.4]]) {
      expect(() => deepSupervision(crossEntropy(), { weights })).toThrow(
        expect.objectContaining({ code: 'weights' }),
      );
    }
  });

  it('carries its name', () => {
    expect(deepSupervision(crossEntropy()).name).toBe('deepSupervision(crossEntropy)');
  });
});
