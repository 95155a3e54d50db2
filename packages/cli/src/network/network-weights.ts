/** Weights of MiniSeg and of the zoo's networks alike: read, started and written. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readCheckpoint } from '@miniseg/checkpoints';
import {
  exportSafetensors as exportMiniSeg,
  type ModelMetadata,
  modelMetadata,
  type SafetensorsOptions,
  setModelMetadata,
} from '@miniseg/model';
import { loadModel } from '@miniseg/model/node';
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
export async function loadNetwork(where: string, name?: string): Promise<LayersModel> {
  const isFolder = await stat(where).then(
    (found) => found.isDirectory() || path.extname(where) === '.json',
    () => true,
  );
  const wanted = zooName(name);
  if (isFolder) return checked(await loadModel(where), where, name);
  const checkpoint = readCheckpoint(new Uint8Array(await readFile(where)));
  if (wanted === undefined && networkOfCheckpoint(checkpoint) === undefined) return loadModel(where);
  const { model } = networkFromCheckpoint(checkpoint, wanted);
  const noted = checkpoint.metadata.miniseg;
  if (noted !== undefined) setModelMetadata(model, JSON.parse(noted) as ModelMetadata);
  return checked(model, where, name);
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
