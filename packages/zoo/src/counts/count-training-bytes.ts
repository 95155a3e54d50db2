/** What a training step needs of memory, from shapes alone. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { countParameters } from './count-parameters.js';
import { walkLayers } from './walk-layers.js';

/** Weights, their gradients, and Adam's two moments. */
const COPIES = 4;

/**
 * Bytes of the maps that the layers give, which the backward pass reads, and of the weights, their gradients and Adam's
 * moments. A step takes more than that: layers keep intermediate results, and gradients of maps come on top.
 *
 * @param inputShape [batch, height, width, channels]
 * @throws {ZooError} `image` for an image that the network does not take.
 */
export function countTrainingBytes(model: LayersModel, inputShape: readonly number[]): number {
  const maps = walkLayers(model, inputShape).reduce(
    (sum, { output }) => sum + output.reduce((size, length) => size * length, 1),
    0,
  );
  return 4 * (inputShape[0] * maps + COPIES * countParameters(model));
}
