/** Whole networks on a graphics card's backend: PyTorch's training steps, and what a step leaves behind. */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg, type Preset } from '@miniseg/model';
import { expectClose, Golden, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { goldenAs, goldenModel, trainableKeys } from '../../../model/test/golden-network.js';
import { adam } from '../../../train/src/optimizers/adam.js';
import { GPU, missing, useGpu } from '../../test/use-gpu.js';

const CASES = [
  {
    title: 'aaai',
    weights: ['miniseg83k_weights', ''],
    step: 'miniseg83k_trainstep_64x64',
    names: {
      x: 'x',
      target: 'target',
      classWeights: 'class_weights',
      losses: 'loss_step0',
      gradient: 'grad:',
    },
  },
  {
    title: 'paper',
    weights: ['miniseg_v1_exact472440_64x64', 'w:'],
    step: 'miniseg_v1_exact472440_64x64',
    names: {
      x: 'train:x',
      target: 'train:target',
      classWeights: 'train:class_weights',
      losses: 'train:losses',
      gradient: 'train:grad:',
    },
  },
];

/** With MINISEG_SLOW the larger network, too, and more steps. */
const slow = typeof process !== 'undefined' && process.env?.MINISEG_SLOW;

describe.skipIf(missing)(`networks on ${GPU}${missing ? ` (${missing})` : ''}`, () => {
  beforeAll(useGpu);

  for (const { title, weights, step, names } of slow ? CASES : CASES.slice(0, 1)) {
    it.skipIf(!sharedAvailable)(`${title} has PyTorch's loss and gradients (${SHARED_HINT})`, async () => {
      const model = goldenModel(await Golden.load(weights[0]), weights[1]);
      for (const layer of model.layers) if ('dropout' in layer) Object.assign(layer, { dropout: 0 });
      const golden = await Golden.load(step);
      const labels = tf.cast(golden.tensor(names.target), 'int32');
      const loss = deepSupervision(crossEntropy({ classWeights: golden.get(names.classWeights).data }));
      const keys = trainableKeys(model);
      const { value, grads } = tf.variableGrads(
        () => loss(labels, model.apply(golden.nhwc(names.x), { training: true }) as tf.Tensor[]),
        keys.map(({ weight }) => weight.read() as tf.Variable),
      );
      await expectClose(value, [golden.get(names.losses).data[4]], { absolute: 1e-5, relative: 3e-5 });
      for (const { weight, key, layout } of keys) {
        const expected = goldenAs(golden, layout, `${names.gradient}${key}`);
        const largest = ((await expected.data()) as Float32Array).reduce(
          (most, one) => Math.max(most, Math.abs(one)),
          0,
        );
        const gradient = grads[(weight.read() as tf.Variable).name];
        await expectClose(gradient, expected, { absolute: 1e-6 + 2e-4 * largest }, key);
      }
      model.dispose();
      tf.dispose([value, grads, labels]);
    });
  }

  const steps = slow ? 200 : 8;
  it.each((slow ? ['aaai', 'paper'] : ['aaai']) as Preset[])(
    `%s: nothing grows over ${steps} steps, and the loss falls`,
    async (preset) => {
      const model = miniSeg({ preset, seed: 1 });
      const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const optimizer = adam({ learningRate: 1e-2, weightDecay: 1e-4 });
      const x = tf.randomNormal([1, 32, 32, 3], 0, 1, 'float32', 3);
      const labels = tf.tidy(() => tf.cast(tf.greater(tf.sum(x, -1), 0.5), 'int32'));
      const loss = deepSupervision(crossEntropy());
      const losses: number[] = [];
      const sizes: string[] = [];
      for (let step = 0; step < steps; step++) {
        const { value, grads } = tf.variableGrads(
          () => loss(labels, model.apply(x, { training: true }) as tf.Tensor[]),
          variables,
        );
        optimizer.applyGradients(grads);
        tf.dispose(grads);
        losses.push((await value.data())[0]);
        value.dispose();
        await variables[0].data();
        const memory = tf.memory() as tf.MemoryInfo & Record<string, number>;
        const { numTensors, numDataBuffers } = memory;
        const bytes = GPU === 'webgpu' ? memory.numBytesAllocatedInGPU : memory.numBytesInGPUAllocated;
        sizes.push(`${numTensors} tensors, ${numDataBuffers} buffers, ${bytes} bytes`);
      }
      // The first steps make the moments, and buffers for what comes twice.
      expect(new Set(sizes.slice(4)).size).toBe(1);
      expect(losses[steps - 1]).toBeLessThan(losses[0]);
      model.dispose();
      optimizer.dispose();
      tf.dispose([x, labels]);
    },
    slow ? 1_800_000 : 120_000,
  );
});
