/** Weights of a model as papers count them. Running means and variances are not among them; frozen weights are. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

export function countParameters(model: LayersModel): number {
  return model.weights
    .filter(({ originalName }) => !/\/moving_(mean|variance)$/.test(originalName))
    .reduce((sum, weight) => sum + (weight.shape as number[]).reduce((size, length) => size * length, 1), 0);
}
