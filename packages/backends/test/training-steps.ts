/** Some training steps of a small network on the backend in use. */
import { createHash } from 'node:crypto';
import { crossEntropy, deepSupervision } from '@miniseg/losses';
import { miniSeg, type Preset } from '@miniseg/model';
import * as tf from '@tensorflow/tfjs';

export interface TrainingSteps {
  losses: number[];
  /** SHA-256 of all weights afterwards. */
  weights: string;
}

/** Odd sizes, and a batch that threads cannot share out evenly. */
export function trainingSteps(preset: Preset, steps = 3): TrainingSteps {
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
  const hash = createHash('sha256');
  for (const weight of model.getWeights()) hash.update(new Uint8Array(weight.dataSync().buffer));
  model.dispose();
  optimizer.dispose();
  tf.dispose([x, labels]);
  if (tf.memory().numTensors > before)
    throw new Error(`${tf.memory().numTensors - before} tensors were left.`);
  return { losses, weights: hash.digest('hex') };
}
