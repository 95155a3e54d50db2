import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { combine } from './combine.js';
import { crossEntropy } from './cross-entropy.js';
import { dice } from './dice.js';
import { example } from './fixtures/example.js';
import type { SegmentationLoss } from './segmentation-loss.js';

describeOnBackends('combine', () => {
  const { makeLabels, makeLogits } = example();
  const both = (loss: SegmentationLoss) =>
    tf.valueAndGrad((x: tf.Tensor) => loss(makeLabels(), x))(makeLogits());

  it('adds up values and gradients by their weights', async () => {
    const [sum, first, second] = [
      combine([
        [crossEntropy(), 1],
        [dice(), 0.5],
      ]),
      crossEntropy(),
      dice(),
    ].map(both);
    await expectClose(sum.value, tf.add(first.value, tf.mul(second.value, 0.5)), { absolute: 1e-6 });
    await expectClose(sum.grad, tf.add(first.grad, tf.mul(second.grad, 0.5)), { absolute: 1e-7 });
  });

  it('may be combined again, and one term may come twice', async () => {
    const loss = crossEntropy();
    const sum = both(
      combine([
        [combine([[loss, 2]]), 0.5],
        [loss, 3],
      ]),
    );
    await expectClose(sum.value, tf.mul(both(loss).value, 4), { absolute: 1e-5 });
    await expectClose(sum.grad, tf.mul(both(loss).grad, 4), { absolute: 1e-6 });
  });

  it('leaves no tensor behind', async () => {
    const [labels, logits] = [makeLabels(), makeLogits()];
    const loss = combine([
      [crossEntropy(), 1],
      [dice(), 0.5],
    ]);
    await expectNoLeak(() => loss(labels, logits));
    await expectNoLeak(() => tf.valueAndGrad((x: tf.Tensor) => loss(labels, x))(logits));
  });
});

describe('combine', () => {
  it('names itself after its terms and keeps them for reports', () => {
    const inner = combine([
      [crossEntropy(), 1],
      [dice(), 0.5],
    ]);
    expect(inner.name).toBe('crossEntropy + 0.5 dice');
    expect(inner.terms.map(({ name, weight }) => [name, weight])).toEqual([
      ['crossEntropy', 1],
      ['dice', 0.5],
    ]);
    expect(combine([[inner, 0.4]]).name).toBe('0.4 (crossEntropy + 0.5 dice)');
  });

  it.each([[[]], [[-1]], [[Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])(
    'refuses the weights %j',
    (weights) => {
      expect(() => combine(weights.map((weight) => [dice(), weight]))).toThrow(
        expect.objectContaining({ name: 'LossError', code: 'weights' }),
      );
    },
  );
});
