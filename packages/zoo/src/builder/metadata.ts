/** What a network of the zoo remembers beside its weights; tfjs saves it with the model. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import { ZooError } from '../errors.js';

export interface ZooMetadata {
  /** As `network` takes it. */
  name: string;
  classes: number;
  inputChannels: number;
  /** PyTorch modules of the slopes of layers that also hold a normalization of another name. */
  modules: Record<string, string>;
  /** Pointwise convolutions that are linear layers in the original: their weights have two axes there. */
  linear: string[];
  /** How often the tool of table III counts the activation or pooling of a layer, where that is not once. */
  counted: Record<string, number>;
  /** Layers that it counts twice as a whole. */
  repeated: string[];
  /** Share of each output in the loss of the original's training. */
  headWeights: number[];
  /** Prefixes of further keys of the original, with the prefix of the keys that name the same tensors; null: not known. */
  aliases: Record<string, string | null>;
}

/** @throws {ZooError} `model` for a model that the zoo did not make. */
export function zooMetadata(model: LayersModel): ZooMetadata {
  checkModel(model);
  const { zoo } = (model.getUserDefinedMetadata() ?? {}) as { zoo?: ZooMetadata };
  if (zoo) return zoo;
  throw new ZooError(
    'model',
    `The model '${model.name}' does not say which network of the zoo it is; give one that \`network\` made, or that was ` +
      'saved and loaded again.',
  );
}

export function setZooMetadata(model: LayersModel, metadata: ZooMetadata): void {
  model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), zoo: metadata });
}

/** @throws {ZooError} `invalid-argument` for what is no model. */
export function checkModel(model: unknown): void {
  const { getUserDefinedMetadata, layers } = (model ?? {}) as Partial<LayersModel>;
  const isModel = typeof getUserDefinedMetadata === 'function' && Array.isArray(layers);
  check(isModel, 'The model', model, 'it is a tf.LayersModel, such as `network` returns');
}
