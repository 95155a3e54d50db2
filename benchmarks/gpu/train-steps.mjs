/** The training step that is counted and timed: the same code in Node and in the page. */
import { miniSeg } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy, deepSupervision } from '../../packages/losses/dist/index.js';
import { adam } from '../../packages/train/dist/index.js';

/** Forward, deep supervision, backward and Adam with weight decay, on images that are on the backend already. */
export class Steps {
  constructor({ preset, batch, size }) {
    this.model = miniSeg({ preset, seed: 1, headDropout: 0 });
    this.variables = this.model.trainableWeights.map((weight) => weight.read());
    this.images = tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 3);
    this.labels = tf.tidy(() =>
      tf.cast(tf.greater(tf.randomUniform([batch, size, size], 0, 1, 'float32', 4), 0.8), 'int32'),
    );
    this.loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
    this.optimizer = adam({ learningRate: 1e-3, weightDecay: 1e-4 });
  }

  /** Hands a step to the device, and waits for nothing. @returns its loss, a tensor */
  enqueue() {
    const { value, grads } = tf.variableGrads(
      () => this.loss(this.labels, this.model.apply(this.images, { training: true })),
      this.variables,
    );
    this.optimizer.applyGradients(grads);
    tf.dispose(grads);
    return value;
  }

  /** Waits for the device; the loss. */
  async finish(value) {
    const [loss] = await value.data();
    await this.variables[0].data();
    value.dispose();
    return loss;
  }

  dispose() {
    tf.dispose([this.images, this.labels]);
    this.model.dispose();
    this.optimizer.dispose();
  }
}
