import { describeOnBackends, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { BatchSource } from '../batch/batch-source.js';
import { batchTensors } from './batch-tensors.js';
import { tensorBatches } from './tensor-batches.js';

const source = new BatchSource({
  count: 5,
  batchSize: 2,
  seed: 3,
  load: ({ index }) => ({
    width: 2,
    height: 1,
    channels: 3,
    image: new Float32Array(6).fill(index),
    mask: Uint8Array.of(index, 255),
  }),
});

describeOnBackends('batchTensors', () => {
  it('puts images and labels into tensors of the right shape and type', async () => {
    const { value } = await source.epoch(0).next();
    if (!value) throw new Error('no batch');
    const { xs, ys } = batchTensors(value);
    expect([xs.shape, xs.dtype, ys.shape, ys.dtype]).toEqual([[2, 1, 2, 3], 'float32', [2, 1, 2], 'int32']);
    expect([...(await xs.data())]).toEqual([...value.images]);
    expect([...(await ys.data())]).toEqual([value.indices[0], 255, value.indices[1], 255]);
    tf.dispose([xs, ys]);
    const { masks: _, ...unlabeled } = value;
    const blind = batchTensors(unlabeled);
    expect([...(await blind.ys.data())]).toEqual([255, 255, 255, 255]);
    tf.dispose({ ...blind });
  });
});

describeOnBackends('tensorBatches', () => {
  it('gives the next epoch with every call and keeps no tensor', async () => {
    await expectNoLeak(async () => {
      const start = tensorBatches(source, 4);
      for (const epoch of [4, 5]) {
        const seen: number[] = [];
        for await (const { xs, ys } of start()) {
          const values = await xs.data();
          for (let i = 0; i < values.length; i += 6) seen.push(values[i]);
          tf.dispose([xs, ys]);
        }
        expect(seen).toEqual(source.order(epoch));
      }
    });
  });
});
