/** A model from weights that are known by name. */
import { readCheckpoint } from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { modelFromCheckpoint } from '../checkpoint/import-checkpoint.js';
import { modelMetadata, setModelMetadata } from '../metadata.js';
import { PRETRAINED_OPTIONS, type PretrainedOptions, pretrainedBytes } from './pretrained-bytes.js';
import { findPretrained } from './registry.js';
import type { PretrainedWeights } from './types.js';

/**
 * The network of weights that are known by name, in Node and in pages alike. It remembers the normalization of its training,
 * by which `segment` goes. Weights that do not come with the package are fetched only where `allowDownload` says so.
 *
 * @param weights A name out of `PRETRAINED`, or an entry of your own with an address and a hash.
 * @throws {ModelError} as `pretrainedBytes`, and `checkpoint` for an entry of another network
 * @example
 * const model = await loadPretrained('phantom-aaai');
 */
export async function loadPretrained(
  weights: string | PretrainedWeights,
  options: PretrainedOptions = {},
): Promise<LayersModel> {
  checkOptions('loadPretrained', options, PRETRAINED_OPTIONS);
  const entry = findPretrained(weights);
  const { model } = modelFromCheckpoint(readCheckpoint(await pretrainedBytes(entry, options)));
  const { normalization = entry.normalization, inputSize = entry.inputSize } = modelMetadata(model);
  setModelMetadata(model, { ...(normalization && { normalization }), ...(inputSize && { inputSize }) });
  return model;
}
