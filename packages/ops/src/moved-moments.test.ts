import { describeOnBackends, expectClose } from '@miniseg/testkit';
import '@tensorflow/tfjs';
import { dispose, memory, tensor1d, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { batchMoments } from './index.js';
import { movedMoments } from './moved-moments.js';

describeOnBackends('movedMoments', () => {
  it('moves towards the mean and the unbiased variance of the batch', async () => {
    const running = { mean: tensor1d([10, 0]), variance: tensor1d([1, 4]) };
    const before = memory().numTensors;
    const { mean, variance } = tidy(() => {
      const moments = batchMoments(tensor4d([1, 5, 3, 5, 5, 5, 7, 5], [1, 2, 2, 2]));
      // Of the first channel the mean is 4, the biased variance 5, the unbiased one 20 / 3.
      return movedMoments(running, moments, 0.9);
    });
    await expectClose(mean, [9.4, 0.5], { absolute: 1e-5 });
    await expectClose(variance, [0.9 + 2 / 3, 3.6], { absolute: 1e-5 });
    dispose([mean, variance]);
    expect(memory().numTensors).toBe(before);
    dispose(running);
  });
});
