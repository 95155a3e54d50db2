/** PyTorch's training steps of both networks, on wasm with everything that the import of wasm-train brings. */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { expectClose, Golden, SHARED_HINT, sharedAvailable, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, it } from 'vitest';
import { goldenAs, goldenModel, trainableKeys } from '../../../../model/test/golden-network.js';
import { registerWasmTraining } from '../index.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerWasmTraining();
});

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

for (const { title, weights, step, names } of CASES) {
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
      const largest = (await tf.max(tf.abs(expected)).data())[0];
      const gradient = grads[(weight.read() as tf.Variable).name];
      await expectClose(gradient, expected, { absolute: 1e-6 + 2e-4 * largest }, key);
    }
    model.dispose();
  });
}
