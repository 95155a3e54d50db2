/** The losses in tfjs-layers: model.compile, fit, fitDataset, evaluate. */
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { combine } from './combine.js';
import { crossEntropy } from './cross-entropy.js';
import { deepSupervision } from './deep-supervision.js';
import { dice } from './dice.js';

const CLASS_WEIGHTS = [1, 3];

/** 1x1 convolutions to `heads` outputs of two logits for each pixel. */
function tinyModel(heads: number) {
  const input = layers.input({ shape: [null, null, 1] });
  const outputs = Array.from({ length: heads }, (_, i) =>
    layers.layers
      .conv2d({
        filters: 2,
        kernelSize: 1,
        kernelInitializer: layers.initializers.constant({ value: 0.1 * (i + 1) }),
        name: `head${i}`,
      })
      .apply(input),
  ) as layers.SymbolicTensor[];
  return layers.model({ inputs: input, outputs });
}

/** Four images of 3 x 3 pixels; those above 0.5 are class 1, one pixel of each image is ignored. */
function data() {
  const images = tf.tensor4d(
    Float32Array.from({ length: 36 }, (_, i) => ((i * 7) % 10) / 9),
    [4, 3, 3, 1],
  );
  const above = tf.cast(tf.greater(images, 0.5), 'int32');
  const ignored = tf.tensor4d(
    Int32Array.from({ length: 36 }, (_, i) => (i % 9 === 2 ? 1 : 0)),
    [4, 3, 3, 1],
    'int32',
  );
  const labels = tf.where(
    tf.cast(ignored, 'bool'),
    tf.fill([4, 3, 3, 1], 255, 'int32'),
    above,
  ) as tf.Tensor4D;
  const oneHot = tf.cast(tf.oneHot(tf.squeeze(labels, [3]), 2), 'float32');
  return { images, labels, oneHot };
}

describeOnBackends(
  'losses in tfjs-layers',
  () => {
    it('train a model of one output by model.fit with one-hot labels', async () => {
      const { images, labels, oneHot } = data();
      const model = tinyModel(1);
      const loss = combine([
        [crossEntropy({ classWeights: CLASS_WEIGHTS }), 1],
        [dice(), 0.5],
      ]);
      model.compile({ optimizer: tf.train.adam(0.1), loss });
      const first = loss(labels, model.predict(images) as tf.Tensor);
      const evaluated = model.evaluate(images, oneHot, { batchSize: 4 }) as tf.Scalar;
      // The weighted mean is the batch's own: tfjs-layers takes no further mean over pixels.
      await expectClose(evaluated, await first.data(), { absolute: 1e-6 });
      const { history } = await model.fit(images, oneHot, { batchSize: 4, epochs: 25, verbose: 0 });
      expect(history.loss[0]).toBeCloseTo((await first.data())[0], 5);
      expect(history.loss.at(-1)).toBeLessThan(0.5 * Number(history.loss[0]));
    });

    it('train a model of two outputs by model.fit, weighted by deepSupervision', async () => {
      const { images, oneHot, labels } = data();
      const model = tinyModel(2);
      const supervised = deepSupervision(crossEntropy({ classWeights: CLASS_WEIGHTS }), {
        weights: [1, 0.4],
      });
      model.compile({ optimizer: tf.train.adam(0.1), loss: supervised.losses });
      const first = await supervised(labels, model.predict(images) as tf.Tensor[]).data();
      const { history } = await model.fit(images, [oneHot, oneHot], { batchSize: 4, epochs: 25, verbose: 0 });
      expect(history.loss[0]).toBeCloseTo(first[0], 5);
      expect(history.loss.at(-1)).toBeLessThan(0.7 * first[0]);
    });

    it('take class numbers through the training step of one own loop, and agree with model.fit', async () => {
      const { images, oneHot, labels } = data();
      const loss = crossEntropy({ classWeights: CLASS_WEIGHTS });
      const [fitted, looped] = [tinyModel(1), tinyModel(1)];
      fitted.compile({ optimizer: tf.train.sgd(0.5), loss });
      await fitted.fit(images, oneHot, { batchSize: 4, epochs: 3, verbose: 0 });
      const optimizer = tf.train.sgd(0.5);
      const before = tf.memory().numTensors;
      for (let step = 0; step < 3; step++) {
        optimizer.minimize(() => loss(labels, looped.apply(images, { training: true }) as tf.Tensor));
      }
      expect(tf.memory().numTensors).toBe(before);
      for (const [i, weight] of looped.getWeights().entries()) {
        await expectClose(weight, fitted.getWeights()[i], { absolute: 1e-5 });
      }
    });

    it('take class numbers from a dataset by model.fitDataset', async () => {
      const { images, labels } = data();
      const model = tinyModel(1);
      model.compile({ optimizer: tf.train.adam(0.1), loss: crossEntropy() });
      // All that fitDataset asks of a dataset. It disposes of each batch.
      const next = async () => ({
        done: false,
        value: { xs: tf.clone(images), ys: tf.cast(labels, 'float32') },
      });
      const dataset = { size: Number.POSITIVE_INFINITY, iterator: async () => ({ next }) };
      const { history } = await model.fitDataset(dataset as never, {
        epochs: 20,
        batchesPerEpoch: 1,
        verbose: 0,
      });
      expect(history.loss.at(-1)).toBeLessThan(0.8 * Number(history.loss[0]));
    });
  },
  { only: ['cpu', 'webgl'] },
);
