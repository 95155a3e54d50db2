/** Parameters of a network as papers count them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkModel } from '../builder/metadata.js';

/**
 * All weights but running means and variances; those that are frozen or never used count, as PyTorch's `parameters()` has them.
 *
 * @throws {ZooError} for what is no model.
 */
export function countParameters(model: LayersModel): number {
  checkModel(model);
  return model.weights
    .filter(({ originalName }) => !/\/moving_(mean|variance)$/.test(originalName))
    .reduce((sum, { shape }) => sum + (shape as number[]).reduce((size, length) => size * length, 1), 0);
}
