import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { actual, classes, labels, predicted, rows, shape, withTensors } from '../fixtures/tensors.js';
import { confusion, dice, iou } from '../index.js';
import {
  type CompileMetric,
  confusionFromTensors,
  diceCoefficient,
  diceMetric,
  meanIoU,
  meanIoUMetric,
} from './index.js';

const value = async (metric: CompileMetric, yTrue: tf.Tensor, yPred: tf.Tensor) => {
  const result = metric(yTrue, yPred);
  const [number] = await result.data();
  expect(result.shape).toEqual([]);
  result.dispose();
  return number;
};

describeOnBackends('metrics for model.compile', () => {
  it('equal the scores of the counts of the batch', async () => {
    const counts = confusion(predicted, actual, { classes });
    await withTensors(
      () => [rows(predicted, 3, -3), labels(actual), tf.reshape(labels(actual), [...shape, 1]), rows(actual)],
      async (yPred, ...truths) => {
        for (const yTrue of truths) {
          expect(await value(meanIoU, yTrue, yPred)).toBeCloseTo(iou(counts)!, 5);
          expect(await value(diceCoefficient, yTrue, yPred)).toBeCloseTo(dice(counts, { only: [1, 2] })!, 5);
        }
      },
    );
  });

  it('leave out classes that do not occur and pixels that are no class', async () => {
    await withTensors(
      () => [
        rows(predicted.map((label) => Math.min(label, 1))),
        labels(actual.map((label) => (label === 2 ? 255 : label))),
      ],
      async (yPred, yTrue) => {
        const kept = actual.map((label, i) => ({ label, i })).filter(({ label }) => label < 2);
        const counts = confusion(
          kept.map(({ i }) => Math.min(predicted[i], 1)),
          kept.map(({ label }) => label),
          { classes: 2 },
        );
        expect(await value(meanIoU, yTrue, yPred)).toBeCloseTo(iou(counts)!, 5);
        expect(await value(diceCoefficient, yTrue, yPred)).toBeCloseTo(dice(counts, { only: [1] })!, 5);
      },
    );
  });

  it('threshold outputs with one channel', async () => {
    await withTensors(
      () => [tf.tensor([-1, 0.2, 0.7, 0.9], [1, 4, 1]), tf.tensor([0, 1, 1, 0], [1, 4, 1])],
      async (yPred, yTrue) => {
        expect(await value(diceCoefficient, yTrue, yPred)).toBeCloseTo(0.5, 5);
        expect(await value(diceMetric({ threshold: 0 }), yTrue, yPred)).toBeCloseTo(0.8, 5);
        expect(await value(meanIoUMetric({ threshold: 0 }), yTrue, yPred)).toBeCloseTo(
          (2 / 3 + 1 / 2) / 2,
          5,
        );
      },
    );
  });

  it('have a stated value for a batch without any of the classes, and NaN for outputs that are NaN', async () => {
    await withTensors(
      () => [
        tf.tensor([1, 0, 1, 0], [2, 2]),
        tf.tensor([0, 0], [2], 'int32'),
        tf.tensor([Number.NaN, 0, 1, 0], [2, 2]),
      ],
      async (yPred, yTrue, broken) => {
        expect(await value(diceCoefficient, yTrue, yPred)).toBe(1);
        expect(await value(diceMetric({ absent: 0 }), yTrue, yPred)).toBe(0);
        expect(await value(meanIoU, yTrue, yPred)).toBe(1);
        expect(await value(meanIoU, yTrue, broken)).toBeNaN();
      },
    );
  });

  it('refuse a truth that does not fit the output', async () => {
    await withTensors(
      () => [tf.zeros([2, 2, 3]), tf.zeros([2, 3])],
      async (yPred, yTrue) => {
        expect(() => meanIoU(yTrue, yPred)).toThrow(/yTrue has shape \[2,3\], yPred \[2,2,3\]/);
      },
    );
  });

  it('report under their names while a model trains', async () => {
    await withTensors(
      () => [tf.randomUniform([4, 3, 3, 2], -1, 1, 'float32', 5), twoClassRows(36)],
      async (x, y) => {
        const model = tfl.sequential({
          layers: [
            tfl.layers.dense({
              units: 2,
              activation: 'softmax',
              inputShape: [3, 3, 2],
              kernelInitializer: tfl.initializers.glorotUniform({ seed: 1 }),
            }),
          ],
        });
        model.compile({
          optimizer: 'sgd',
          loss: 'categoricalCrossentropy',
          metrics: [meanIoU, diceCoefficient],
        });
        const { history } = await model.fit(x, y, { epochs: 1, batchSize: 4, shuffle: false, verbose: 0 });
        expect(Object.keys(history)).toEqual(['loss', 'meanIoU', 'diceCoefficient']);
        const [, ...evaluated] = (model.evaluate(x, y, { batchSize: 4 }) as tf.Scalar[]).map((scalar) => {
          const [number] = scalar.dataSync();
          scalar.dispose();
          return number;
        });
        const output = model.predict(x) as tf.Tensor;
        const counts = await confusionFromTensors(output, y, { classes: 2, truthFormat: 'one-hot' });
        output.dispose();
        expect(evaluated[0]).toBeCloseTo(iou(counts)!, 5);
        expect(evaluated[1]).toBeCloseTo(dice(counts, { only: [1] })!, 5);
        model.dispose();
      },
    );
  });
});

/** One-hot rows of two classes in turn. */
function twoClassRows(pixels: number) {
  return tf.tensor(
    Array.from({ length: pixels }, (_, i) => (i % 3 === 0 ? [0, 1] : [1, 0])).flat(),
    [4, 3, 3, 2],
  );
}
