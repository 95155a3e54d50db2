/**
 * Fifty steps of training on wasm and on WebGPU; in software they take minutes. Adam's first steps have the size of the
 * learning rate however small a gradient is, so that rounding grows: wasm itself, with an image that differs in the last
 * bits, leaves its own losses by up to 3e-4 (aaai). WebGPU may differ by 1e-4, or by as much as twice that.
 */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg } from '@miniseg/model';
import { useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { adam } from '../../../train/src/optimizers/adam.js';
import { missing } from '../../test/use-gpu.js';

const skipped = missing ?? (process.env.MINISEG_SLOW ? undefined : 'with MINISEG_SLOW=1');

/** The losses of fifty steps on a backend. */
async function train(backend: string, preset: 'aaai' | 'paper', noise = 0): Promise<number[]> {
  await useBackend(backend);
  const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
  const model = miniSeg({ preset, seed: 1, headDropout: 0 });
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimizer = adam({ learningRate: 1e-3, weightDecay: 1e-4 });
  const x = tf.tidy(() =>
    tf.add(
      tf.randomNormal([2, 64, 64, 3], 0, 1, 'float32', 3),
      tf.randomNormal([2, 64, 64, 3], 0, noise, 'float32', 9),
    ),
  );
  const labels = tf.tidy(() =>
    tf.cast(tf.greater(tf.randomUniform([2, 64, 64], 0, 1, 'float32', 4), 0.8), 'int32'),
  );
  const losses: number[] = [];
  for (let step = 0; step < 50; step++) {
    const { value, grads } = tf.variableGrads(
      () => loss(labels, model.apply(x, { training: true }) as tf.Tensor[]),
      variables,
    );
    optimizer.applyGradients(grads);
    losses.push((await value.data())[0]);
    tf.dispose([value, grads]);
  }
  model.dispose();
  optimizer.dispose();
  tf.dispose([x, labels]);
  return losses;
}

it.skipIf(skipped).each(['aaai', 'paper'] as const)(
  `50 steps of %s have wasm's losses${skipped ? ` (${skipped})` : ''}`,
  { timeout: 3_600_000 },
  async (preset) => {
    const right = await train('wasm-train', preset);
    const losses = await train('webgpu-train', preset);
    const disturbed = await train('wasm-train', preset, 1e-7);
    const most = (others: number[]) => Math.max(...others.map((loss, step) => Math.abs(loss - right[step])));
    const [own, webgpu] = [most(disturbed), most(losses)];
    console.log(`${preset}: WebGPU differs by ${webgpu}, wasm with other last bits by ${own}`);
    expect(right[49]).toBeLessThan(right[0]);
    // Before rounding has grown.
    expect(Math.max(...[0, 1, 2].map((step) => Math.abs(losses[step] - right[step])))).toBeLessThan(2e-5);
    expect(webgpu).toBeLessThan(Math.max(1e-4, 2 * own));
  },
);
