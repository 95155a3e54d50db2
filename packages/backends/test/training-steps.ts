/** Some training steps of a small network on the backend in use, in Node and in pages. */
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg, type Preset } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs';

export interface TrainingSteps {
  losses: number[];
  /** SHA-256 of all weights afterwards. */
  weights: string;
}

/** Odd sizes, and a batch that threads cannot share out evenly. */
export async function trainingSteps(preset: Preset, steps = 3): Promise<TrainingSteps> {
  const before = tf.memory().numTensors;
  const model = miniSeg({ preset, seed: 1, headDropout: 0 });
  const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
  const optimizer = tf.train.sgd(0.01);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const x = tf.randomNormal([3, 50, 66, 3], 0, 1, 'float32', 3);
  const labels = tf.randomUniform([3, 50, 66], 0, 2, 'int32', 4);
  const losses = Array.from({ length: steps }, () => {
    const compute = () => loss(labels, model.apply(x, { training: true }) as tf.Tensor[]) as tf.Scalar;
    const value = optimizer.minimize(compute, true, variables)!;
    const [number] = value.dataSync();
    value.dispose();
    return number;
  });
  const weights = tf.tidy(() => tf.concat1d(model.getWeights().map((weight) => weight.flatten())));
  // A copy: what is digested must not lie in a shared memory.
  const digest = await crypto.subtle.digest('SHA-256', Float32Array.from(weights.dataSync()));
  model.dispose();
  optimizer.dispose();
  tf.dispose([x, labels, weights]);
  if (tf.memory().numTensors > before)
    throw new Error(`${tf.memory().numTensors - before} tensors were left.`);
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0'));
  return { losses, weights: hex.join('') };
}
