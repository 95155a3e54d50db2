/** Trainable weights of a model: what papers count. */
import { checkModel } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { refuse } from './errors.js';

/**
 * Running means and variances are not among them.
 *
 * @throws {ModelError} for what is no model.
 */
export function countParameters(model: LayersModel): number {
  checkModel('countParameters', model, refuse);
  return model.trainableWeights.reduce(
    (sum, weight) => sum + (weight.shape as number[]).reduce((size, length) => size * length, 1),
    0,
  );
}
