import { describeOnBackends, expectClose, expectNoLeak, expectNumericGradient } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { crossEntropy } from './cross-entropy.js';
import { example } from './fixtures/example.js';
import { referenceFocal } from './fixtures/reference.js';
import { focal } from './focal.js';

const WEIGHTS = [0.5, 2, 1, 4];

describeOnBackends('focal', () => {
  const { input, makeLabels, makeLogits } = example();

  it.each([0, 0.5, 1, 2, 3.5])(
    'is the weighted mean of (1 - p)^%f times the negative log-likelihood',
    async (gamma) => {
      const value = focal({ gamma, classWeights: WEIGHTS })(makeLabels(), makeLogits());
      await expectClose(value, [referenceFocal(input, WEIGHTS, gamma)], { absolute: 2e-6 });
    },
  );

  it.each([0, 0.5, 1, 2, 3.5])('has the gradient of its value for gamma %f', async (gamma) => {
    const loss = focal({ gamma, classWeights: WEIGHTS });
    const labels = makeLabels();
    await expectNumericGradient((logits) => tf.mul(loss(labels, logits), 70), [makeLogits()], {
      tolerance: 3e-3,
    });
  });

  it('is cross entropy for gamma 0, gradient included', async () => {
    const labels = makeLabels();
    const gradient = (loss: ReturnType<typeof focal>) =>
      tf.grad((x: tf.Tensor) => loss(labels, x))(makeLogits());
    await expectClose(gradient(focal({ gamma: 0 })), gradient(crossEntropy()), { absolute: 1e-7 });
  });

  it('stays finite and right from certain to hopeless pixels', async () => {
    const gaps = [-2e4, -50, -8, 0, 5, 8, 12, 20, 90, 2e4];
    const logits = tf.tensor3d([gaps.map((gap) => [gap, 0])]);
    const labels = tf.zeros([1, gaps.length], 'int32');
    for (const gamma of [0.5, 2]) {
      const gradient = tf.grad((x: tf.Tensor) => tf.mul(focal({ gamma })(labels, x), gaps.length))(logits);
      const expected = gaps.flatMap((gap) => {
        const p = 1 / (1 + Math.exp(-gap));
        const rest = 1 / (1 + Math.exp(gap));
        const likelihood = gap > -700 ? Math.log1p(Math.exp(-gap)) : -gap;
        // q^gamma * (likelihood / q) written so that q = 0 gives 0.
        const second = rest > 0 ? gamma * p * rest ** (gamma - 1) * likelihood : 0;
        const slope = (rest ** gamma + second) * rest;
        return [-slope, slope];
      });
      await expectClose(gradient, expected, { absolute: 2e-6, relative: 1e-3 });
    }
  });

  it('is 0 with a zero gradient where every pixel is ignored', async () => {
    const labels = tf.fill([1, 2], 255, 'int32');
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => focal()(labels, x))(
      tf.tensor3d([
        [
          [5, 1],
          [2, 3],
        ],
      ]),
    );
    expect(Array.from(await value.data())).toEqual([0]);
    expect(Array.from(await grad.data(), Math.abs)).toEqual([0, 0, 0, 0]);
  });

  it('leaves no tensor behind', async () => {
    const [labels, logits] = [makeLabels(), makeLogits()];
    await expectNoLeak(() => tf.valueAndGrad((x: tf.Tensor) => focal()(labels, x))(logits));
  });
});

describe('focal', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses gamma %f', (gamma) => {
    expect(() => focal({ gamma })).toThrow(
      expect.objectContaining({ name: 'LossError', code: 'invalid-argument' }),
    );
  });
});
