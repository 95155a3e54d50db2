import { useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { BatchSource } from '../batch/batch-source.js';
import { tensorBatches } from './tensor-batches.js';

it('feeds tf.data and fitDataset', async () => {
  await useBackend('cpu');
  const source = new BatchSource({
    count: 6,
    batchSize: 2,
    load: ({ index }) => ({
      width: 4,
      height: 4,
      channels: 1,
      image: new Float32Array(16).fill(index % 2 === 0 ? -1 : 1),
      mask: new Uint8Array(16).fill(index % 2),
    }),
  });
  // tf.data types its generators as synchronous; it awaits whatever they give.
  const start = tensorBatches(source) as unknown as () => Promise<Iterator<tf.TensorContainer>>;
  const dataset = tf.data.generator(start).map((element) => {
    const { xs, ys } = element as { xs: tf.Tensor4D; ys: tf.Tensor3D };
    return { xs, ys: ys.expandDims(-1).toFloat() };
  });
  const model = tf.sequential({
    layers: [tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 1, activation: 'sigmoid' })],
  });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'binaryCrossentropy' });
  const before = tf.memory().numTensors;
  const { history } = await model.fitDataset(dataset, { epochs: 12, verbose: 0 });
  const losses = history.loss as number[];
  expect(losses).toHaveLength(12);
  expect(losses.at(-1)).toBeLessThan(0.2);
  // The optimizer keeps its moments; the batches are gone.
  expect(tf.memory().numTensors - before).toBeLessThan(12);
});
