/** Three steps of Adam with L2 weight decay against PyTorch: the losses, every weight, every running value. */
import { crossEntropy } from '@miniseg/losses';
import { describeOnBackends, expectClose, Golden, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { namedWeights } from '../../../model/src/checkpoint/import-checkpoint.js';
import { goldenAs, goldenModel, trainableKeys } from '../../../model/test/golden-network.js';
import { adam, constant, type StepEvent, Trainer, type TrainingSource } from '../index.js';

/** The same batch every time. */
function repeated(golden: Golden, x: Float32Array): TrainingSource {
  const masks = Uint8Array.from(golden.get('target').data);
  const batch = {
    shape: [2, 64, 64, 3] as [number, number, number, number],
    images: x,
    masks,
    indices: [0, 1],
  };
  return {
    batchesPerEpoch: 3,
    epoch: async function* (_, start = 0) {
      for (let i = start; i < 3; i++) yield batch;
    },
  };
}

const RATE = 1e-3;

/**
 * Batch normalization takes the mean of its input away, so the gradient of a bias before it is rounding noise around 0,
 * whose sign is all that Adam looks at. Such a bias moves by up to the rate in each step, in either direction.
 */
const NOISE = /^up\d_conv\d\.bias$/;

/** Each tensor to 1e-4 of its own size. */
async function expectWeights(model: LayersModel, golden: Golden, prefix: string, steps: number) {
  for (const { weight, key, layout } of namedWeights(model)) {
    const expected = goldenAs(golden, layout, `${prefix}${key}`);
    const [e, a] = await Promise.all([expected.data(), weight.read().data()]);
    expected.dispose();
    if (NOISE.test(key)) {
      await expectClose(a, e, { absolute: 2.02 * RATE * steps }, key);
    } else {
      const difference = Math.hypot(...e.map((value, i) => value - a[i]));
      expect(difference / Math.hypot(...e), key).toBeLessThan(1e-4);
    }
  }
}

describeOnBackends("Adam, given PyTorch's gradients,", () => {
  it.skipIf(!sharedAvailable)(`makes PyTorch's first step to seven digits (${SHARED_HINT})`, async () => {
    const golden = await Golden.load('miniseg83k_trainstep_64x64');
    const model = goldenModel(await Golden.load('miniseg83k_weights'));
    const optimizer = adam({ learningRate: RATE, weightDecay: 1e-4 });
    const keys = trainableKeys(model);
    const gradients = keys.map(({ weight, key, layout }) => ({
      name: weight.name,
      tensor: goldenAs(golden, layout, `grad:${key}`),
    }));
    optimizer.applyGradients(gradients);
    for (const { weight, key, layout } of keys) {
      const expected = goldenAs(golden, layout, `after_step0:${key}`);
      await expectClose(weight.read(), expected, { absolute: 2e-7, relative: 2e-7 }, key);
      expected.dispose();
    }
    tf.dispose(gradients);
    optimizer.dispose();
    model.dispose();
  });
});

describeOnBackends(
  'Adam with L2 weight decay',
  (backend) => {
    it.skipIf(!sharedAvailable)(
      `is PyTorch's over three steps of the released network (${SHARED_HINT})`,
      async () => {
        const golden = await Golden.load('miniseg83k_trainstep_64x64');
        const model = goldenModel(await Golden.load('miniseg83k_weights'));
        for (const layer of model.layers) if ('dropout' in layer) Object.assign(layer, { dropout: 0 });
        const x = golden.nhwc('x');
        const trainer = new Trainer({
          model,
          data: repeated(golden, (await x.data()) as Float32Array),
          epochs: 1,
          loss: crossEntropy({ classWeights: golden.get('class_weights').data }),
          optimizer: adam({ weightDecay: 1e-4 }),
          schedule: constant(RATE),
        });
        const steps: StepEvent[] = [];
        for await (const event of trainer.run()) {
          if (event.type !== 'step') continue;
          steps.push(event);
          if (event.step === 0) await expectWeights(model, golden, 'after_step0:', 1);
        }
        for (const [i, { heads, loss }] of steps.entries()) {
          const expected = golden.get(`loss_step${i}`).data;
          await expectClose(
            [...heads, loss],
            expected,
            { absolute: 1e-5, relative: 1e-4 },
            `losses of step ${i}`,
          );
        }
        expect(steps).toHaveLength(3);
        await expectWeights(model, golden, 'after_step2:', 3);
        x.dispose();
        trainer.dispose();
        model.dispose();
      },
      backend === 'webgl' ? 600_000 : undefined,
    );
  },
  { only: ['cpu', 'wasm', 'webgl'] },
);
