/** What a call tells of a network, and goes by, where the network itself need not be there. */
import { countParameters, modelMetadata, type Normalization, type ResolvedOptions } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface NetworkFacts {
  /** Of its output. */
  classes: number;
  parameters: number;
  /** How `miniSeg` was called; of MiniSeg alone. */
  options?: ResolvedOptions;
  /** Of the training, where the weights remember it. */
  normalization?: Normalization;
  /** Side of the slices in training, where the weights remember it. */
  inputSize?: number;
}

export function factsOf(model: LayersModel): NetworkFacts {
  const { options, normalization, inputSize } = modelMetadata(model);
  return {
    classes: model.outputs[0].shape[3] as number,
    parameters: countParameters(model),
    ...(options && { options }),
    ...(normalization && { normalization }),
    ...(inputSize !== undefined && { inputSize }),
  };
}
