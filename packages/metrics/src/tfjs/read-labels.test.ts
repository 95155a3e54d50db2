import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { classes, labels, predicted, rejects, rows, withTensors } from '../fixtures/tensors.js';
import { readLabels, type TensorFormat } from './index.js';

describeOnBackends('labels from tensors', () => {
  it.each<[string, TensorFormat, () => tf.Tensor]>([
    ['int32 labels', 'labels', () => labels(predicted)],
    ['float32 labels', 'labels', () => labels(predicted, 'float32')],
    ['one-hot rows', 'one-hot', () => rows(predicted)],
    ['int32 one-hot rows', 'one-hot', () => rows(predicted, 1, 0, 'int32')],
    ['bool one-hot rows', 'one-hot', () => rows(predicted, 1, 0, 'bool')],
    ['logits', 'logits', () => rows(predicted, -0.5, -7)],
    ['probabilities', 'probabilities', () => rows(predicted, 0.4, 0.3)],
  ])('come from %s', async (_, format, make) => {
    await withTensors(
      () => [make()],
      async (tensor) => expect([...(await readLabels(tensor, { format, classes }))]).toEqual(predicted),
    );
  });

  it('come from one channel for two classes', async () => {
    const values = [-1, 0, 0.2, 0.7];
    await withTensors(
      () => [tf.tensor(values, [1, 4, 1])],
      async (tensor) => {
        expect([...(await readLabels(tensor, { format: 'logits', classes: 2 }))]).toEqual([0, 0, 1, 1]);
        expect([...(await readLabels(tensor, { format: 'probabilities', classes: 2 }))]).toEqual([
          0, 0, 0, 1,
        ]);
        await rejects(
          readLabels(tensor, { format: 'logits', classes: 3 }),
          'bad-shape',
          /number of classes, 3/,
        );
      },
    );
  });

  it('are refused where the scores are NaN', async () => {
    await withTensors(
      () => [tf.tensor([0, 1, 2, Number.NaN], [2, 2]), tf.tensor([1, Number.NaN, 1], [3, 1])],
      async (two, one) => {
        await rejects(readLabels(two, { format: 'logits', classes: 2 }), 'nan', /logits are NaN at pixel 1/);
        await rejects(readLabels(one, { format: 'probabilities', classes: 2 }), 'nan', /NaN at pixel 1/);
      },
    );
  });

  it('are refused where one-hot rows are not', async () => {
    const wrong = [
      [1, 1],
      [0.5, 0.5],
      [2, 0],
      [1, -1],
    ];
    for (const row of wrong) {
      await withTensors(
        () => [tf.tensor([[1, 0], row])],
        (tensor) => rejects(readLabels(tensor, { format: 'one-hot', classes: 2 }), 'not-one-hot', /pixel 1/),
      );
    }
    await withTensors(
      () => [tf.tensor([1, 0, 0, 0], [2, 2])],
      async (tensor) => {
        await rejects(readLabels(tensor, { format: 'one-hot', classes: 2 }), 'not-one-hot', /rows of zeros/);
        for (const ignore of [255, -1]) {
          const read = await readLabels(tensor, { format: 'one-hot', classes: 2, ignore });
          expect([...read]).toEqual([0, ignore]);
        }
      },
    );
  });

  it('are refused in an unknown format', async () => {
    await withTensors(
      () => [labels(predicted)],
      (tensor) =>
        rejects(readLabels(tensor, { format: 'x' as 'labels', classes }), 'invalid-argument', /format is x/),
    );
  });
});
