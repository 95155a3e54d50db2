/** What `model` and `compile` need to know of a tf.LayersModel, without tfjs. */
import { check } from './check-options.js';
import { type Refuse, refuse } from './errors.js';
import type { Normalization } from './normalization.js';

/** @throws {EngineError} 'invalid-argument' for what is no LayersModel. */
export function checkModel(call: string, model: unknown, error: Refuse = refuse): void {
  const { layers, inputs, outputs } = (model ?? {}) as Record<string, unknown>;
  if (Array.isArray(layers) && Array.isArray(inputs) && Array.isArray(outputs)) return;
  const got =
    typeof model === 'object' && model !== null ? `a ${model.constructor?.name ?? 'object'}` : String(model);
  throw error(
    'invalid-argument',
    `${call} takes a tf.LayersModel that is built, such as miniSeg() returns; it got ${got}. Load a saved one with ` +
      'tf.loadLayersModel; a tf.GraphModel is another thing.',
  );
}

/**
 * @returns What `setModelMetadata` of `@miniseg/model` left in a LayersModel; undefined for a model without it.
 * @throws {EngineError} for what is no LayersModel.
 */
export function rememberedNormalization(model: {
  getUserDefinedMetadata(): object | undefined;
}): Normalization | undefined {
  const holds = typeof model?.getUserDefinedMetadata === 'function';
  check(holds, 'The model', model, 'it is a tf.LayersModel');
  const all = model.getUserDefinedMetadata() as { miniseg?: { normalization?: Normalization } } | undefined;
  return all?.miniseg?.normalization;
}
