/** How the outputs of a network share in the loss. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { zooMetadata } from './builder/metadata.js';

/**
 * Share of each output in the loss, as the original trains it: 1 for the prediction; 0.4 for DFN's border network; 0 for
 * ESPNetv2's second output, which its authors compute and leave out. For `headWeights` of the trainer.
 *
 * @throws {ZooError} `model` for a model that the zoo did not make.
 */
export function headWeights(model: LayersModel): readonly number[] {
  return zooMetadata(model).headWeights;
}
