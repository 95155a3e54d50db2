import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  expectNumericGradient,
  readShared,
  sharedAvailable,
} from './index.js';

describeOnBackends('the test kit', () => {
  it('passes a right gradient and fails a wrong one', async () => {
    const x = tf.tensor1d([0.3, -0.7, 1.1]);
    await expectNumericGradient((x) => tf.mul(x, tf.sigmoid(x)), [x]);
    const wrong = tf.customGrad((x: tf.Tensor | ((tensors: tf.Tensor[]) => void)) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, 3),
    }));
    await expect(expectNumericGradient((x) => wrong(x), [x])).rejects.toThrow(/central difference/);
    x.dispose();
  });

  it('finds a leaked tensor, a NaN and a wrong shape', async () => {
    await expectNoLeak(() => tf.ones([2]));
    const kept: tf.Tensor[] = [];
    await expect(expectNoLeak(() => void kept.push(tf.ones([2])))).rejects.toThrow(/1 tensors/);
    tf.dispose(kept);
    await expect(expectClose([Number.NaN], [1], { absolute: 1 })).rejects.toThrow(/NaN/);
    const [a, b] = [tf.ones([2, 3]), tf.ones([3, 2])];
    await expect(expectClose(a, b, { absolute: 1 })).rejects.toThrow(/shape/);
    tf.dispose([a, b]);
  });

  it.skipIf(!sharedAvailable)('reads a golden file', async () => {
    const bytes = await readShared('golden/weighted_ce.safetensors');
    expect(bytes.length).toBe(1596);
  });
});
