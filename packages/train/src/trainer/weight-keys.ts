import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';

export interface KeyedWeight {
  /** 'layer/weight', as the layer named it: the same in every process that builds the same model. */
  key: string;
  weight: LayerVariable;
  trainable: boolean;
}

/** All weights of a model, running values included, each with a key that is unique in the model. */
export function keyedWeights(model: LayersModel): KeyedWeight[] {
  const trainable = new Set(model.trainableWeights);
  const seen = new Map<string, number>();
  return model.weights.map((weight) => {
    // `name` is unique in the process and so depends on what was built before; `originalName` does not.
    const times = seen.get(weight.originalName) ?? 0;
    seen.set(weight.originalName, times + 1);
    const key = times === 0 ? weight.originalName : `${weight.originalName}#${times}`;
    return { key, weight, trainable: trainable.has(weight) };
  });
}
