/** What a MiniSeg model remembers beside its weights; tfjs saves it with the model. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from './errors.js';
import type { ResolvedOptions } from './options.js';

/** Input = (pixel / white - mean) / std, with the mean and standard deviation of the training images in those units. */
export interface Normalization {
  mean: number;
  std: number;
}

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

/** Empty for a model that `miniSeg` did not make. */
export function modelMetadata(model: LayersModel): ModelMetadata {
  const all = model.getUserDefinedMetadata() as { miniseg?: ModelMetadata } | undefined;
  return all?.miniseg ?? {};
}

/**
 * Merges into what is there; other metadata of the model stays.
 *
 * @throws ModelError for an impossible normalization or size
 */
export function setModelMetadata(model: LayersModel, metadata: ModelMetadata): void {
  if (metadata.normalization) checkNormalization(metadata.normalization);
  if (metadata.inputSize !== undefined) checkInputSize(metadata.inputSize);
  model.setUserDefinedMetadata({
    ...model.getUserDefinedMetadata(),
    miniseg: { ...modelMetadata(model), ...metadata },
  });
}

/** @throws ModelError unless both are finite and the deviation is positive. */
export function checkNormalization({ mean, std }: Normalization): void {
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std <= 0) {
    throw new ModelError(
      'normalization',
      `mean is ${mean} and std is ${std}; both must be numbers in units of pixel / white, and std must be positive, ` +
        'for example mean 0.6 and std 0.3.',
    );
  }
}

/** @throws ModelError unless it is a positive whole number. */
function checkInputSize(size: number): void {
  if (Number.isSafeInteger(size) && size > 0) return;
  throw new ModelError(
    'option',
    `inputSize is ${size}; it must be the side in pixels that slices had in training, for example 512.`,
  );
}

/** @throws ModelError when there is none: neither given nor remembered. */
export function requireNormalization(
  given: Normalization | undefined,
  remembered: Normalization | undefined,
): Normalization {
  const normalization = given ?? remembered;
  if (!normalization) {
    throw new ModelError(
      'normalization',
      'The model does not remember the mean and standard deviation that it was trained with; pass ' +
        '{normalization: {mean, std}} in units of pixel / white.',
    );
  }
  checkNormalization(normalization);
  return normalization;
}
