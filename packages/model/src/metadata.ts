/** What a MiniSeg model remembers beside its weights; tfjs saves it with the model. */
import { checkNormalization as check, checkModel, type Normalization } from '@miniseg/engine';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from './check-options.js';
import { ModelError, refuse } from './errors.js';
import type { ResolvedOptions } from './options.js';

export type { Normalization };

/** What a model remembers about itself and its training. */
export interface ModelMetadata {
  /** How `miniSeg` was called. */
  options?: ResolvedOptions;
  normalization?: Normalization;
  /**
   * Side in pixels of the square to which slices were brought in training. For `inputSize` of `segment`, which does not go
   * by it unasked: `segment(model, slice, { inputSize: modelMetadata(model).inputSize })`.
   */
  inputSize?: number;
  /** PyTorch's counters of training steps, or that there were none, so that an import exports unchanged. */
  batchesTracked?: { count: number; shape: number[] } | false;
}

/**
 * Empty for a model that `miniSeg` did not make.
 *
 * @throws {ModelError} for what is no model.
 */
export function modelMetadata(model: LayersModel): ModelMetadata {
  checkModel('modelMetadata', model, refuse);
  const all = model.getUserDefinedMetadata() as { miniseg?: ModelMetadata } | undefined;
  return all?.miniseg ?? {};
}

/**
 * Merges into what is there; other metadata of the model stays.
 *
 * @throws {ModelError} for an impossible normalization or size, and for an unknown name.
 */
export function setModelMetadata(model: LayersModel, metadata: ModelMetadata): void {
  checkModel('setModelMetadata', model, refuse);
  const known = { options: 1, normalization: 1, inputSize: 1, batchesTracked: 1 } as const;
  checkOptions('setModelMetadata', metadata, known);
  if (metadata.normalization !== undefined) checkNormalization(metadata.normalization);
  if (metadata.inputSize !== undefined) checkInputSize(metadata.inputSize);
  model.setUserDefinedMetadata({
    ...model.getUserDefinedMetadata(),
    // A name that is given as undefined says nothing, and tfjs cannot keep it.
    miniseg: { ...modelMetadata(model), ...JSON.parse(JSON.stringify(metadata)) },
  });
}

/** @throws {ModelError} unless both are finite and the deviation is positive. */
export function checkNormalization(normalization: Normalization): void {
  check(normalization, refuse);
}

/** @throws {ModelError} unless it is a positive whole number. */
function checkInputSize(size: number): void {
  if (Number.isSafeInteger(size) && size > 0) return;
  throw new ModelError(
    'invalid-argument',
    `inputSize is ${size}; it must be the side in pixels that slices had in training, for example 512.`,
  );
}
