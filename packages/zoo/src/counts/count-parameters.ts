/** Parameters of a network as papers count them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** All weights but running means and variances; those that are frozen or never used count, as PyTorch's `parameters()` has them. */
export function countParameters(model: LayersModel): number {
  return model.weights
    .filter(({ originalName }) => !/\/moving_(mean|variance)$/.test(originalName))
    .reduce((sum, { shape }) => sum + (shape as number[]).reduce((size, length) => size * length, 1), 0);
}
