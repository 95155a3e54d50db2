/** Weights of a model as papers count them. */
import { checkModel } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { refuse } from '../errors.js';

/**
 * Running means and variances are not among them; frozen weights are.
 *
 * @throws {ModelError} for what is no model.
 */
export function countParameters(model: LayersModel): number {
  checkModel('countParameters', model, refuse);
  return model.weights
    .filter(({ originalName }) => !/\/moving_(mean|variance)$/.test(originalName))
    .reduce((sum, weight) => sum + (weight.shape as number[]).reduce((size, length) => size * length, 1), 0);
}
