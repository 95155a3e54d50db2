/** Trainable weights of a model: what papers count. Running means and variances are not among them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

export function countParameters(model: LayersModel): number {
  return model.trainableWeights.reduce(
    (sum, weight) => sum + (weight.shape as number[]).reduce((size, length) => size * length, 1),
    0,
  );
}
