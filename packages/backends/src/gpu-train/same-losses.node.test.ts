/** Fifty steps of training on wasm and on WebGPU; in software they take minutes. */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { adam } from '../../../train/src/optimizers/adam.js';
import { missing } from '../../test/use-gpu.js';

const skipped = missing ?? (process.env.MINISEG_SLOW ? undefined : 'with MINISEG_SLOW=1');

it.skipIf(skipped)(`50 steps have wasm's losses${skipped ? ` (${skipped})` : ''}`, async () => {
  const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
  const losses: Record<string, number[]> = {};
  for (const name of ['wasm-train', 'webgpu-train']) {
    await useBackend(name);
    const model = miniSeg({ preset: 'aaai', seed: 1, headDropout: 0 });
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const optimizer = adam({ learningRate: 1e-3, weightDecay: 1e-4 });
    const x = tf.randomNormal([2, 64, 64, 3], 0, 1, 'float32', 3);
    const labels = tf.tidy(() =>
      tf.cast(tf.greater(tf.randomUniform([2, 64, 64], 0, 1, 'float32', 4), 0.8), 'int32'),
    );
    losses[name] = [];
    for (let step = 0; step < 50; step++) {
      const { value, grads } = tf.variableGrads(
        () => loss(labels, model.apply(x, { training: true }) as tf.Tensor[]),
        variables,
      );
      optimizer.applyGradients(grads);
      losses[name].push((await value.data())[0]);
      tf.dispose([value, grads]);
    }
    model.dispose();
    optimizer.dispose();
    tf.dispose([x, labels]);
  }
  for (const [step, right] of losses['wasm-train'].entries()) {
    expect(Math.abs(losses['webgpu-train'][step] - right)).toBeLessThan(1e-4);
  }
});
