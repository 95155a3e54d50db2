/** Weights of MiniSeg and of the zoo's networks alike: read, started and written. */
import { readCheckpoint } from '@miniseg/checkpoints';
import {
  exportSafetensors as exportMiniSeg,
  type ModelMetadata,
  modelFromCheckpoint,
  modelMetadata,
  type SafetensorsOptions,
  setModelMetadata,
} from '@miniseg/model';
import { modelOfWeightFiles, type WeightFile } from '@miniseg/model/node';
import {
  exportSafetensors,
  network,
  networkFromCheckpoint,
  networkOf,
  networkOfCheckpoint,
} from '@miniseg/zoo';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { zooName } from './network-option.js';
import type { WeightsSource } from './weights-source.js';

/** A network of the zoo with new weights; undefined where the settings name MiniSeg. */
export function newNetwork(name: unknown, seed: number): LayersModel | undefined {
  const known = zooName(name);
  return known && network(known, { classes: 2, seed });
}

/**
 * The model of a file or folder of weights. Files that this command wrote, and saved tfjs models, say of which network they
 * are; for a PyTorch file of one of the zoo's the name is needed.
 *
 * @throws {CliError} for weights of another network than the one that is named, as ZooError, ModelError and CheckpointError are for what is no network
 */
export async function loadNetwork(
  { files, given, entry }: WeightsSource,
  name?: string,
): Promise<LayersModel> {
  return remembering(await networkOfFiles(files, given, name), entry);
}

/** What the registry knows of the training, where the file itself does not. */
export function remembering(model: LayersModel, entry: WeightsSource['entry']): LayersModel {
  const { normalization = entry?.normalization, inputSize = entry?.inputSize } = modelMetadata(model);
  setModelMetadata(model, { ...(normalization && { normalization }), ...(inputSize && { inputSize }) });
  return model;
}

/**
 * The model of files that were read before.
 *
 * @param where What the user named, for messages.
 * @throws {CliError} as `loadNetwork`
 */
export async function networkOfFiles(
  files: readonly WeightFile[],
  where: string,
  name?: string,
): Promise<LayersModel> {
  const [{ bytes, name: file }] = files;
  if (file.endsWith('.json')) return checked(await modelOfWeightFiles(files), where, name);
  const checkpoint = readCheckpoint(bytes);
  const wanted = zooName(name);
  if (wanted === undefined && networkOfCheckpoint(checkpoint) === undefined)
    return modelFromCheckpoint(checkpoint).model;
  const { model } = networkFromCheckpoint(checkpoint, wanted);
  const noted = checkpoint.metadata.miniseg;
  if (noted !== undefined) setModelMetadata(model, parseNoted(noted, where));
  return checked(model, where, name);
}

function parseNoted(noted: string, where: string): ModelMetadata {
  try {
    return JSON.parse(noted) as ModelMetadata;
  } catch (cause) {
    throw new CliError(
      'input',
      `What the weights '${where}' say of themselves is no JSON: ${(cause as Error).message}. Convert them again.`,
      { cause },
    );
  }
}

function checked(model: LayersModel, where: string, name?: string): LayersModel {
  const own = networkOf(model)?.name ?? 'miniseg';
  if (name === undefined || name === own) return model;
  model.dispose();
  throw new CliError(
    'invalid-argument',
    `The weights '${where}' are of the network '${own}', and --network says '${name}'. Leave the option out: the weights say it.`,
  );
}

/** A safetensors file with everything that `loadNetwork` needs. */
export async function exportNetwork(
  model: LayersModel,
  options: SafetensorsOptions = {},
): Promise<Uint8Array> {
  if (networkOf(model) === undefined) return exportMiniSeg(model, options);
  if (options.dtype !== undefined && options.dtype !== 'float32') {
    throw new CliError(
      'invalid-argument',
      `--dtype ${options.dtype} is for MiniSeg's weights; leave it out.`,
    );
  }
  const { normalization, inputSize } = modelMetadata(model);
  return exportSafetensors(model, { miniseg: JSON.stringify({ normalization, inputSize }) });
}
