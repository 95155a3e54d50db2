/** Weights as after training: normalizations that move and scale, slopes of both signs, biases. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Filters stay as they are drawn; all other weights are drawn anew. */
export function randomizeWeights(model: LayersModel, seed: number): void {
  for (const [i, weight] of model.weights.entries()) {
    const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
    const range = RANGES[name];
    if (!range) continue;
    const value = tf.randomUniform(weight.shape as number[], ...range, 'float32', seed + i);
    weight.write(value);
    value.dispose();
  }
}

const RANGES: Record<string, [number, number]> = {
  gamma: [0.5, 1.5],
  beta: [-0.3, 0.3],
  moving_mean: [-0.2, 0.2],
  moving_variance: [0.1, 0.6],
  alpha: [-0.2, 0.5],
  bias: [-0.5, 0.5],
};
