import {
  describeOnBackends,
  expectClose,
  expectNoLeak,
  Golden,
  SHARED_HINT,
  sharedAvailable,
} from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { goldenAs, goldenModel, losses, trainableKeys } from '../test/golden-network.js';
import { namedWeights } from './checkpoint/import-checkpoint.js';
import { countParameters } from './index.js';

const HEADS = 1e-4;

async function expectHeads(model: LayersModel, golden: Golden, input: string, heads: string[]) {
  await expectNoLeak(async () => {
    const x = golden.nhwc(input);
    const outputs = model.predict(x) as tf.Tensor[];
    const expected = heads.map((head) => golden.nhwc(head));
    for (const [i, head] of heads.entries())
      await expectClose(outputs[i], expected[i], { absolute: HEADS }, head);
    return [x, outputs, expected];
  });
}

/**
 * Loss and gradients of a training step against golden values. Gradients are small, so each tensor is held to a share
 * of its own largest element rather than to a fixed difference.
 */
async function expectTraining(
  model: LayersModel,
  golden: Golden,
  names: { x: string; target: string; weights: string; losses: string; gradient: string },
) {
  const x = golden.nhwc(names.x);
  const labels = tf.cast(golden.tensor(names.target), 'int32');
  const classWeights = golden.tensor(names.weights) as tf.Tensor1D;
  const running = [...namedWeights(model)].filter(({ name }) => name.startsWith('moving'));
  const before = running.map(({ weight }) => tf.clone(weight.read()));
  const forward = () => losses(model.apply(x, { training: true }) as tf.Tensor[], labels, classWeights);
  const actual = tf.tidy(forward);
  for (const [i, value] of golden.get(names.losses).data.entries()) {
    // wasm sums pixel after pixel in float32.
    await expectClose(actual[i], [value], { absolute: 1e-5, relative: 3e-5 }, `loss ${i}`);
  }
  const after = running.map(({ weight }) => tf.clone(weight.read()));
  for (const [i, { weight }] of running.entries()) weight.write(before[i]);
  const keys = trainableKeys(model);
  const { grads } = tf.tidy(() => {
    const result = tf.variableGrads(
      () => forward()[4],
      keys.map(({ weight }) => weight.read() as tf.Variable),
    );
    return { grads: result.grads };
  });
  for (const { weight, key, layout } of keys) {
    const expected = goldenAs(golden, layout, `${names.gradient}${key}`);
    const largest = (await tf.max(tf.abs(expected)).data())[0];
    const gradient = grads[(weight.read() as tf.Variable).name];
    await expectClose(gradient, expected, { absolute: 1e-6 + 2e-4 * largest }, key);
  }
  return { running, after };
}

describeOnBackends('the released network (aaai)', (backend) => {
  for (const size of ['64x64', '128x96']) {
    it.skipIf(!sharedAvailable)(`gives PyTorch's four heads at ${size} (${SHARED_HINT})`, async () => {
      const model = goldenModel(await Golden.load('miniseg83k_weights'));
      expect(countParameters(model)).toBe(82_912);
      const golden = await Golden.load(`miniseg83k_eval_${size}`);
      await expectHeads(model, golden, 'input', ['pred1', 'pred2', 'pred3', 'pred4']);
      model.dispose();
    });
  }

  it.skipIf(!sharedAvailable)(
    `has PyTorch's training loss, gradients and running values after a step (${SHARED_HINT})`,
    async () => {
      const model = goldenModel(await Golden.load('miniseg83k_weights'));
      for (const layer of model.layers) if ('dropout' in layer) Object.assign(layer, { dropout: 0 });
      const golden = await Golden.load('miniseg83k_trainstep_64x64');
      const { running, after } = await expectTraining(model, golden, {
        x: 'x',
        target: 'target',
        weights: 'class_weights',
        losses: 'loss_step0',
        gradient: 'grad:',
      });
      for (const [i, { key }] of running.entries()) {
        await expectClose(
          after[i],
          golden.tensor(`after_step0:${key}`),
          { absolute: 2e-4, relative: 1e-4 },
          `after ${key}`,
        );
      }
      model.dispose();
    },
    backend === 'webgl' ? 600_000 : undefined,
  );
});

describeOnBackends("the paper's network", (backend) => {
  it.skipIf(!sharedAvailable)(`gives PyTorch's four heads at 64x64 and 96x64 (${SHARED_HINT})`, async () => {
    const golden = await Golden.load('miniseg_v1_exact472440_64x64');
    const model = goldenModel(golden, 'w:');
    expect(countParameters(model)).toBe(472_440);
    await expectHeads(model, golden, 'input', ['pred1', 'pred2', 'pred3', 'pred4']);
    await expectHeads(model, golden, 'ns_input', ['ns_pred1', 'ns_pred2', 'ns_pred3', 'ns_pred4']);
    model.dispose();
  });

  it.skipIf(!sharedAvailable)(
    `has PyTorch's training loss and gradients (${SHARED_HINT})`,
    async () => {
      const golden = await Golden.load('miniseg_v1_exact472440_64x64');
      const model = goldenModel(golden, 'w:');
      await expectTraining(model, golden, {
        x: 'train:x',
        target: 'train:target',
        weights: 'train:class_weights',
        losses: 'train:losses',
        gradient: 'train:grad:',
      });
      model.dispose();
    },
    backend === 'webgl' ? 600_000 : undefined,
  );
});
