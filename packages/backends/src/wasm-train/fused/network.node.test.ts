/** Whole networks on wasm: one training step with the fused kernels and without. */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg, type Preset } from '@miniseg/model';
import { expectClose, expectNoLeak, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { registerWasmTraining } from '../index.js';
import { withoutFusedKernels } from './fixtures/without-fused-kernels.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerWasmTraining();
});

const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));

/** The loss and every gradient; running values are put back. */
function step(model: tf.LayersModel, x: tf.Tensor, labels: tf.Tensor): tf.Tensor[] {
  const running = model.layers.flatMap((layer) => layer.nonTrainableWeights);
  const before = running.map((weight) => weight.read().clone());
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { value, grads } = tf.variableGrads(
    () => loss(labels, model.apply(x, { training: true }) as tf.Tensor[]),
    variables,
  );
  const after = running.map((weight) => weight.read().clone());
  for (const [i, weight] of running.entries()) weight.write(before[i]);
  tf.dispose(before);
  return [value, ...variables.map(({ name }) => grads[name]), ...after];
}

for (const preset of ['aaai', 'paper'] as Preset[]) {
  for (const [height, width] of [
    [64, 64],
    [48, 80],
  ]) {
    it(`${preset} at ${height}x${width}: loss, gradients and running values are the same with the fused kernels`, async () => {
      const model = miniSeg({ preset, seed: 5, headDropout: 0 });
      await expectNoLeak(async () => {
        // With some seeds (6 at 48x80) the two sums put one map's value on different sides of a PReLU's kink.
        const x = tf.randomNormal([2, height, width, 3], 0, 1, 'float32', 8);
        const labels = tf.randomUniform([2, height, width], 0, 2, 'int32', 7);
        const expected = withoutFusedKernels(() => step(model, x, labels));
        const actual = step(model, x, labels);
        expect(actual.length).toBe(expected.length);
        for (const [i, tensor] of expected.entries()) {
          const largest = Math.max(...(await tensor.data()).map(Math.abs));
          // Float32 rounding grows through some thirty normalizations.
          await expectClose(actual[i], tensor, { absolute: 1e-5 * Math.max(1, largest) }, `tensor ${i}`);
        }
        return [x, labels, expected, actual];
      });
      model.dispose();
    });
  }
}

it('frees what a backward pass has used up: gradients never double the memory of the activations', () => {
  const model = miniSeg({ preset: 'aaai', seed: 5 });
  const x = tf.randomNormal([1, 128, 128, 3], 0, 1, 'float32', 6);
  const labels = tf.zeros([1, 128, 128], 'int32');
  const backend = tf.backend() as unknown as { makeOutput(...given: unknown[]): tf.TensorInfo };
  const makeOutput = backend.makeOutput;
  let afterForward = 0;
  let peak = 0;
  backend.makeOutput = function (...given) {
    const made = makeOutput.apply(this, given);
    peak = Math.max(peak, tf.memory().numBytes);
    return made;
  };
  try {
    const { value, grads } = tf.variableGrads(() => {
      const result = loss(labels, model.apply(x, { training: true }) as tf.Tensor[]);
      afterForward = tf.memory().numBytes;
      return result;
    });
    tf.dispose([value, grads]);
  } finally {
    backend.makeOutput = makeOutput;
  }
  // Held until the end, as the engine does by itself, they come to more than twice as much.
  expect(peak).toBeLessThan(1.5 * afterForward);
  model.dispose();
  tf.dispose([x, labels]);
});
