import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import {
  actual,
  classes,
  labels,
  predicted,
  rejects,
  rows,
  shape,
  withTensors,
} from '../fixtures/tensors.js';
import { confusion } from '../index.js';
import { confusionFromTensors } from './index.js';

describeOnBackends('counts from tensors', () => {
  it('are those of the label arrays', async () => {
    await withTensors(
      () => [rows(predicted, 3, -3), labels(actual), tf.reshape(labels(actual), [...shape, 1]), rows(actual)],
      async (logits, truth, truthWithChannel, oneHot) => {
        const expected = confusion(predicted, actual, { classes }).toJSON();
        expect((await confusionFromTensors(logits, truth, { classes })).toJSON()).toEqual(expected);
        expect((await confusionFromTensors(logits, truthWithChannel, { classes })).toJSON()).toEqual(
          expected,
        );
        const truthFormat = 'one-hot';
        expect((await confusionFromTensors(logits, oneHot, { classes, truthFormat })).toJSON()).toEqual(
          expected,
        );
      },
    );
  });

  it('leave out ignored pixels', async () => {
    await withTensors(
      () => [tf.tensor([0, 1, 1], [3], 'int32'), tf.tensor([0, 255, 1], [3], 'int32')],
      async (prediction, truth) => {
        const options = { classes: 2, ignore: 255, predictionFormat: 'labels' } as const;
        const counts = await confusionFromTensors(prediction, truth, options);
        expect(counts.toJSON()).toEqual({ classes: 2, ignore: 255, ignored: 1, matrix: [1, 0, 0, 1] });
      },
    );
  });

  it('refuse tensors of different shapes, also of the same size', async () => {
    await withTensors(
      () => [tf.zeros([2, 3, 2]), tf.zeros([3, 2], 'int32'), tf.zeros([1, 2])],
      async (logits, truth, other) => {
        await rejects(
          confusionFromTensors(logits, truth, { classes: 2 }),
          'shape-mismatch',
          /pixels \[2,3\].*\[3,2\]/,
        );
        await rejects(
          confusionFromTensors(other, truth, { classes: 3 }),
          'bad-shape',
          /number of classes, 3/,
        );
      },
    );
  });
});
