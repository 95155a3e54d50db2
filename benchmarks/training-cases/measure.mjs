/** The training step that is timed: the same code in Node, in its workers and in the page. */

import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg } from '@miniseg/model';
import { adam } from '@miniseg/train';
import * as tf from '@tensorflow/tfjs';

/**
 * Forward, deep supervision, backward and Adam with weight decay, on random images that are on the backend already.
 *
 * @param options { preset, batch, size, rounds, warmUp }
 * @returns Milliseconds of each counted round, by the clock and of this process's threads.
 */
export async function measure({ preset, batch, size, rounds, warmUp }) {
  const model = miniSeg({ preset, seed: 1, headDropout: 0 });
  const variables = model.trainableWeights.map((weight) => weight.read());
  const images = tf.randomNormal([batch, size, size, 3], 0, 1, 'float32', 3);
  const labels = tf.tidy(() =>
    tf.cast(tf.greater(tf.randomUniform([batch, size, size], 0, 1, 'float32', 4), 0.8), 'int32'),
  );
  const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
  const optimizer = adam({ learningRate: 1e-3, weightDecay: 1e-4 });
  const cpuNow = () => {
    const { user, system } = globalThis.process?.cpuUsage?.() ?? { user: Number.NaN, system: 0 };
    return (user + system) / 1000;
  };
  const times = [];
  const cpuTimes = [];
  for (let round = 0; round < warmUp + rounds; round++) {
    const start = performance.now();
    const cpuStart = cpuNow();
    const { value, grads } = tf.variableGrads(
      () => loss(labels, model.apply(images, { training: true })),
      variables,
    );
    optimizer.applyGradients(grads);
    tf.dispose(grads);
    // On webgl nothing is done before somebody reads a result.
    await variables[0].data();
    if (!Number.isFinite((await value.data())[0])) throw new Error('The loss is not finite.');
    value.dispose();
    if (round >= warmUp) {
      times.push(performance.now() - start);
      cpuTimes.push(cpuNow() - cpuStart);
    }
  }
  return { times, cpuTimes, textureBytes: tf.memory().numBytesInGPUAllocated };
}
