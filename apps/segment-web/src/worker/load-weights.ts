/** A network from the files of its weights. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { modelFromCheckpoint } from '@miniseg/model';
import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

export interface LoadedWeights {
  model: LayersModel;
  /** File name. */
  file: string;
  sha256?: string;
}

/** @param files A safetensors file or PyTorch checkpoint, or model.json and the .bin files of a tfjs model. */
export async function loadWeights(files: readonly File[]): Promise<LoadedWeights> {
  const description = files.find(({ name }) => name.endsWith('.json'));
  if (description) {
    const rest = files.filter((file) => file !== description);
    if (rest.length === 0) {
      throw new Error('A tfjs model is model.json with its .bin files; choose all of them together.');
    }
    const model = await loadLayersModel(io.browserFiles([description, ...rest]));
    return { model, file: description.name, sha256: await hash(await rest[0].arrayBuffer()) };
  }
  if (files.length !== 1) {
    throw new Error(
      `${files.length} files were given; weights are one checkpoint, or model.json with its .bin files.`,
    );
  }
  const bytes = await files[0].arrayBuffer();
  const { model } = modelFromCheckpoint(readCheckpoint(new Uint8Array(bytes)));
  return { model, file: files[0].name, sha256: await hash(bytes) };
}

/** Browsers hash in secure contexts alone. */
async function hash(bytes: ArrayBuffer): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
