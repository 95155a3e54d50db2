/** A network's weights under the names and in the layouts of PyTorch's `state_dict()`, in and out. */
import {
  type Checkpoint,
  type CheckpointTensor,
  expandTensors,
  fromFloat32,
  toFloat32,
  writeSafetensors,
} from '@miniseg/checkpoints';
import { tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { zooMetadata } from '../builder/metadata.js';
import { check, checkOptions } from '../check-options.js';
import { ZooError } from '../errors.js';
import { tfjsToTorch, torchShape, torchToTfjs } from './layout.js';
import { namedWeights } from './named-weights.js';

/** A tensor in PyTorch's layout: convolutions [out, in / groups, height, width], linear layers [out, in]. */
export interface TorchTensor {
  shape: readonly number[];
  data: ArrayLike<number>;
}

/** Weights by the keys of the PyTorch network, each in PyTorch's layout. */
export type StateDict = Record<string, TorchTensor>;

/** Options of `loadStateDict` and `loadCheckpoint`. */
export interface LoadOptions {
  /** A missing, left over or misshapen key is an error, and nothing is changed. Default true. */
  strict?: boolean;
  /**
   * The key of the network for a key of the state dict; undefined for one that is not wanted. For a backbone alone:
   * `{ strict: false, rename: (key) => `pretrained.${key}` }`. Default: the same key.
   */
  rename?: (key: string) => string | undefined;
}

/** What loading did with each key. */
export interface LoadReport {
  /** Keys of the network that were loaded, in its order. */
  loaded: string[];
  /** Keys that the network has and the state dict lacks. */
  missing: string[];
  /** Keys of the state dict that the network has no place for. */
  unexpected: string[];
  /** Keys whose shape does not fit: 'key: [3, 3], expected [8, 3]'. */
  mismatched: string[];
}

/** PyTorch's counter of training steps, which no computation needs. */
const COUNTER = /(^|\.)num_batches_tracked$/;

/**
 * Weights by the original's keys into a network of the zoo.
 *
 * @param model What `network` returned, or such a model saved and loaded again.
 * @throws {ZooError} `state` in strict mode when keys or shapes do not fit one to one; `model` for another model.
 * @example loadStateDict(network('unet'), { 'Conv1.conv.0.weight': { shape: [64, 3, 3, 3], data }, ... });
 */
export function loadStateDict(
  model: LayersModel,
  stateDict: Readonly<Record<string, TorchTensor>>,
  options: LoadOptions = {},
): LoadReport {
  const { strict = true, rename = (key: string) => key } = checkOptions<LoadOptions>(
    'loadStateDict',
    options,
    {
      strict: 1,
      rename: 1,
    },
  );
  const { aliases } = zooMetadata(model);
  check(
    typeof stateDict === 'object' && stateDict && !Array.isArray(stateDict),
    'The state dict',
    stateDict,
    'it is { key: { shape, data } }',
  );
  check(typeof rename === 'function', 'rename', rename, 'it is a function of a key');
  const report: LoadReport = { loaded: [], missing: [], unexpected: [], mismatched: [] };
  const given = new Map<string, TorchTensor>();
  for (const [key, value] of Object.entries(stateDict)) {
    const renamed = COUNTER.test(key) ? undefined : rename(key);
    if (renamed !== undefined) given.set(renamed, value);
  }
  const left = new Set(given.keys());
  const writes: (() => void)[] = [];
  for (const { weight, key, layout } of namedWeights(model)) {
    const source = given.get(key);
    left.delete(key);
    if (!source) {
      report.missing.push(key);
      continue;
    }
    const expected = torchShape(layout, weight.shape as number[]);
    const size = expected.reduce((a, b) => a * b, 1);
    if (String(source.shape) !== String(expected) || source.data.length !== size) {
      report.mismatched.push(
        `${key}: [${source.shape}] with ${source.data.length} values, expected [${expected}]`,
      );
      continue;
    }
    report.loaded.push(key);
    writes.push(() => {
      const data = source.data instanceof Float32Array ? source.data : Float32Array.from(source.data);
      const value = tensor(
        torchToTfjs(layout, { shape: source.shape, data }),
        weight.shape as number[],
        'float32',
      );
      weight.write(value);
      value.dispose();
    });
  }
  const isAlias = (key: string) => Object.keys(aliases).some((prefix) => key.startsWith(prefix));
  report.unexpected = [...left].filter((key) => !isAlias(key));
  if (strict) checkComplete(model.name, report);
  for (const write of writes) write();
  return report;
}

/**
 * The same from what `@miniseg/checkpoints` reads: PyTorch files and safetensors.
 *
 * @throws {ZooError} as `loadStateDict`.
 * @example loadCheckpoint(network('bisenet'), readCheckpoint(bytes));
 */
export function loadCheckpoint(
  model: LayersModel,
  checkpoint: Checkpoint,
  options: LoadOptions = {},
): LoadReport {
  zooMetadata(model);
  const isCheckpoint = checkpoint?.tensors instanceof Map;
  check(
    isCheckpoint,
    'The checkpoint',
    checkpoint,
    'it is what readCheckpoint of @miniseg/checkpoints returns',
  );
  const tensors = [...expandTensors(checkpoint.tensors)];
  const stateDict = Object.fromEntries(
    tensors.map(([key, value]) => [key, { shape: value.shape, data: toFloat32(value) }]),
  );
  return loadStateDict(model, stateDict, options);
}

/**
 * All weights by the original's keys, in PyTorch's layouts; loading them again changes no bit.
 *
 * @throws {ZooError} `model` for a model that the zoo did not make.
 */
export async function stateDict(
  model: LayersModel,
): Promise<Record<string, { shape: number[]; data: Float32Array }>> {
  const { aliases } = zooMetadata(model);
  const result: Record<string, { shape: number[]; data: Float32Array }> = {};
  for (const { weight, key, layout } of namedWeights(model)) {
    const data = (await weight.read().data()) as Float32Array;
    const shape = weight.shape as number[];
    result[key] = { shape: torchShape(layout, shape), data: tfjsToTorch(layout, { shape, data }) };
  }
  // Tensors that PyTorch has under two names are listed under both.
  for (const [alias, original] of Object.entries(aliases)) {
    if (original === null) continue;
    for (const key of Object.keys(result)) {
      if (key.startsWith(original)) result[alias + key.slice(original.length)] = result[key];
    }
  }
  return result;
}

/**
 * The same as a safetensors file, which PyTorch reads by `safetensors.torch.load_file`; the network's name, classes and
 * input channels are in its metadata, from which `networkFromCheckpoint` builds it again.
 *
 * @param metadata Further entries of the file's metadata.
 * @throws {ZooError} `model` for a model that the zoo did not make.
 */
export async function exportSafetensors(
  model: LayersModel,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const { name, classes, inputChannels } = zooMetadata(model);
  const isRecord =
    typeof metadata === 'object' &&
    metadata &&
    !Array.isArray(metadata) &&
    Object.values(metadata).every((text) => typeof text === 'string');
  check(isRecord, 'The metadata', metadata, 'it is an object of texts');
  const tensors = new Map<string, CheckpointTensor>();
  for (const [key, { data, shape }] of Object.entries(await stateDict(model))) {
    tensors.set(key, fromFloat32(data, shape));
  }
  return writeSafetensors(tensors, {
    ...metadata,
    format: 'pt',
    zoo: JSON.stringify({ name, classes, inputChannels }),
  });
}

function checkComplete(name: string, { missing, unexpected, mismatched }: LoadReport): void {
  const some = (keys: string[]) =>
    keys.length > 3 ? `${keys.slice(0, 3).join(', ')}, ...` : keys.join(', ');
  const parts = [
    missing.length > 0 && `${missing.length} keys are missing (${some(missing)})`,
    unexpected.length > 0 && `${unexpected.length} keys are left over (${some(unexpected)})`,
    mismatched.length > 0 && `${mismatched.length} shapes do not fit (${some(mismatched)})`,
  ].filter(Boolean);
  if (parts.length === 0) return;
  throw new ZooError(
    'state',
    `The state dict does not fit ${name}: ${parts.join('; ')}. Build the network with the classes and input channels that it ` +
      'was trained with; pass {strict: false} to load what fits, such as a backbone alone.',
  );
}
