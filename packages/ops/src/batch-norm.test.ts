import { grads, mul, sum, type Tensor4D, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { describeOnBackends, expectClose, expectNoLeak, expectNumericGradient } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { pseudoRandom } from '../test/brute-force.js';
import { batchMoments, batchNormInference, batchNormTraining, unbiasedVariance } from './index.js';

const shape: [number, number, number, number] = [2, 5, 4, 3];
const count = 40;
const values = pseudoRandom(count * 3, 1).map((value, i) => value * (1 + (i % 3)) + 100 * (i % 3));

describeOnBackends('batch normalization', () => {
  it('takes mean and variance of each channel, also far from zero', async () => {
    const x = tensor4d(values, shape);
    const moments = batchMoments(x);
    expect(moments.count).toBe(count);
    for (let channel = 0; channel < 3; channel++) {
      const channelValues = [...values].filter((_, i) => i % 3 === channel);
      const mean = channelValues.reduce((a, b) => a + b) / count;
      const variance = channelValues.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
      await expectClose([(await moments.mean.data())[channel]], [mean], { absolute: 1e-5, relative: 1e-6 });
      await expectClose([(await moments.variance.data())[channel]], [variance], {
        absolute: 1e-5,
        relative: 1e-4,
      });
    }
    const unbiased = unbiasedVariance(moments);
    const biased = await moments.variance.data();
    await expectClose(
      unbiased,
      biased.map((value) => (value * count) / (count - 1)),
      { absolute: 1e-6, relative: 1e-6 },
    );
    for (const tensor of [x, moments.mean, moments.variance, unbiased]) tensor.dispose();
  });

  it('has the gradient of a difference quotient through the moments of the batch', async () => {
    const x = tensor4d(pseudoRandom(count * 3, 2), shape);
    const [gamma, beta] = [tensor1d([0.5, 1, 2]), tensor1d([0, -1, 1])];
    await expectNumericGradient(
      (x, gamma, beta) => {
        const moments = batchMoments(x as Tensor4D);
        return batchNormTraining(x as Tensor4D, moments, { gamma, beta });
      },
      [x, gamma, beta],
    );
    for (const tensor of [x, gamma, beta]) tensor.dispose();
  });

  it('treats the running moments as constants in evaluation mode, and leaves nothing behind', async () => {
    await expectNoLeak(async () => {
      const x = tensor4d(pseudoRandom(count * 3, 2), shape);
      const [gamma, beta, mean] = [tensor1d([0.5, 1, 2]), tensor1d([0, -1, 1]), tensor1d([0.1, 0.2, 0.3])];
      const variance = tensor1d([1, 0.25, 4]);
      const dy = tensor4d(pseudoRandom(count * 3, 3), shape);
      const gradients = tidy(() =>
        grads((x, gamma, beta) =>
          sum(mul(batchNormInference(x as Tensor4D, mean, variance, { gamma, beta, epsilon: 0 }), dy)),
        )([x, gamma, beta]),
      );
      const [xValues, dyValues] = [await x.data(), await dy.data()];
      const scale = [0.5, 2, 1];
      await expectClose(
        gradients[0],
        dyValues.map((value, i) => value * scale[i % 3]),
        { absolute: 1e-5 },
      );
      const [dGamma, dBeta] = [
        [0, 0, 0],
        [0, 0, 0],
      ];
      dyValues.forEach((value, i) => {
        dGamma[i % 3] += (value * (xValues[i] - [0.1, 0.2, 0.3][i % 3])) / Math.sqrt([1, 0.25, 4][i % 3]);
        dBeta[i % 3] += value;
      });
      await expectClose(gradients[1], dGamma, { absolute: 1e-4 });
      await expectClose(gradients[2], dBeta, { absolute: 1e-4 });
      return [x, gamma, beta, mean, variance, dy, ...gradients];
    });
  });
});
