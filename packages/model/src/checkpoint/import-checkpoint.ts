/** Weights of a PyTorch state dict into a MiniSeg model, key by key, with a report. */

import { type Checkpoint, expandTensors, toFloat32 } from '@miniseg/checkpoints';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions } from '../check-options.js';
import { ModelError } from '../errors.js';
import { type ModelMetadata, modelMetadata, setModelMetadata } from '../metadata.js';
import { miniSeg } from '../mini-seg.js';
import { torchToTfjs } from './layout.js';
import { checkCheckpoint, recognizeOptions } from './recognize.js';
import { type ReferenceKey, referenceKey } from './reference-keys.js';

/** What `importCheckpoint` did with each key. */
export interface ImportReport {
  /** Keys that were loaded, in the model's order. */
  loaded: string[];
  /** Keys that the model needs and the checkpoint lacks. */
  missing: string[];
  /** Keys of the checkpoint that the model has no place for. */
  unexpected: string[];
  /** Keys whose shape does not fit: 'key: [3, 3], expected [8, 3]'. */
  mismatched: string[];
}

/** Options of `importCheckpoint`. */
export interface ImportOptions {
  /** True: a missing, left over or misshapen key is an error and nothing is changed. Default true. */
  strict?: boolean;
}

const COUNTER = /(^|\.)num_batches_tracked$/;

/**
 * @param model What `miniSeg` returned.
 * @throws {ModelError} in strict mode when the keys do not fit one to one.
 */
export function importCheckpoint(
  model: LayersModel,
  checkpoint: Checkpoint,
  options: ImportOptions = {},
): ImportReport {
  checkOptions('importCheckpoint', options, { strict: 1 });
  checkCheckpoint('importCheckpoint', checkpoint);
  const { strict = true } = options;
  const { report, write, counters } = planImport(model, checkpoint);
  if (strict) checkComplete(report);
  write();
  rememberCounters(model, checkpoint, counters);
  return report;
}

/** What would be loaded, and the function that does it: nothing is changed before. */
export function planImport(
  model: LayersModel,
  checkpoint: Checkpoint,
  chosen?: (layer: string) => boolean,
): { report: ImportReport; write(): void; counters: string[] } {
  const report: ImportReport = { loaded: [], missing: [], unexpected: [], mismatched: [] };
  const tensors = expandTensors(checkpoint.tensors);
  const left = new Set(tensors.keys());
  const writes: (() => void)[] = [];
  for (const { weight, key, layout } of namedWeights(model, chosen)) {
    const source = tensors.get(key);
    left.delete(key);
    if (!source) {
      report.missing.push(key);
      continue;
    }
    const expected = weight.shape as number[];
    const rankFits = source.shape.length === expected.length;
    const values = rankFits
      ? torchToTfjs(layout, { shape: source.shape, data: toFloat32(source) })
      : { shape: source.shape, data: new Float32Array() };
    if (String(values.shape) !== String(expected)) {
      report.mismatched.push(`${key}: [${values.shape}], expected [${expected}]`);
      continue;
    }
    report.loaded.push(key);
    writes.push(() => {
      const value: Tensor = tensor(values.data, values.shape);
      weight.write(value);
      value.dispose();
    });
  }
  const counters = [...left].filter((key) => COUNTER.test(key));
  report.unexpected = [...left].filter((key) => !COUNTER.test(key));
  const write = () => {
    for (const each of writes) each();
  };
  return { report, write, counters };
}

/**
 * The network that a checkpoint belongs to, built and filled.
 *
 * @throws {ModelError} when it is the checkpoint of another network.
 * @example
 * const { model } = modelFromCheckpoint(readCheckpoint(bytes));
 */
export function modelFromCheckpoint(checkpoint: Checkpoint): { model: LayersModel; report: ImportReport } {
  const model = miniSeg(recognizeOptions(checkpoint));
  try {
    const report = importCheckpoint(model, checkpoint);
    const { normalization, inputSize } = (
      checkpoint.metadata?.miniseg ? JSON.parse(checkpoint.metadata.miniseg) : {}
    ) as ModelMetadata;
    setModelMetadata(model, { ...(normalization && { normalization }), ...(inputSize && { inputSize }) });
    return { model, report };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/**
 * Every weight of a MiniSeg model with its PyTorch name.
 *
 * @param chosen Whether a layer counts, by its name.
 */
export function* namedWeights(model: LayersModel, chosen: (layer: string) => boolean = () => true) {
  const { options } = modelMetadata(model);
  if (!options) {
    throw new ModelError(
      'checkpoint',
      'The model does not say how it was made; only models that miniSeg made have PyTorch names for their weights.',
    );
  }
  for (const layer of model.layers) {
    if (!chosen(layer.name)) continue;
    for (const weight of layer.weights) {
      const name = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      yield { weight, name, ...(referenceKey(options.preset, layer, name) satisfies ReferenceKey) };
    }
  }
}

function checkComplete({ missing, unexpected, mismatched }: ImportReport): void {
  const parts = [
    missing.length > 0 && `${missing.length} keys are missing (${some(missing)})`,
    unexpected.length > 0 && `${unexpected.length} keys are left over (${some(unexpected)})`,
    mismatched.length > 0 && `${mismatched.length} shapes do not fit (${some(mismatched)})`,
  ].filter(Boolean);
  if (parts.length === 0) return;
  throw new ModelError(
    'checkpoint',
    `The checkpoint does not fit the network: ${parts.join('; ')}. Give the checkpoint of this network, or build the ` +
      'network with the options that it was trained with.',
  );
}

function some(keys: string[]): string {
  return keys.length > 3 ? `${keys.slice(0, 3).join(', ')}, ...` : keys.join(', ');
}

/** All layers count the same steps, so one number and one shape stand for all of them. */
function rememberCounters(model: LayersModel, checkpoint: Checkpoint, counters: string[]): void {
  const first = checkpoint.tensors.get(counters[0]);
  setModelMetadata(model, {
    batchesTracked: first !== undefined && { count: toFloat32(first)[0] ?? 0, shape: first.shape },
  });
}
