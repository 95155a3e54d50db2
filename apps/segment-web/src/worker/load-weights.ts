/** A network from the files of its weights. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { modelFromCheckpoint, modelFromSaved, savedModel } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface LoadedWeights {
  model: LayersModel;
  /** File name. */
  file: string;
  /** Of the bytes that the model was made of: the same that the command line gives for these files. */
  sha256?: string;
}

/** @param files A safetensors file or PyTorch checkpoint, or model.json and the .bin files of a tfjs model. */
export async function loadWeights(files: readonly File[]): Promise<LoadedWeights> {
  const description = files.find(({ name }) => name.endsWith('.json'));
  if (description) return loadSaved(description, files);
  if (files.length !== 1) {
    throw new Error(
      `${files.length} files were given; weights are one checkpoint, or model.json with its .bin files.`,
    );
  }
  const bytes = await bytesOf(files[0]);
  const { model } = modelFromCheckpoint(readCheckpoint(bytes));
  return { model, file: files[0].name, sha256: await hash([bytes]) };
}

/** The shards that the description names, and no others; the hash is of the description and of them, in its order. */
async function loadSaved(description: File, files: readonly File[]): Promise<LoadedWeights> {
  const json = await bytesOf(description);
  const saved = savedModel(json, description.name);
  const shards = saved.paths.map((path) => {
    const found = files.find(({ name }) => name === path);
    if (found) return found;
    throw new Error(
      `'${description.name}' names the file '${path}'. A tfjs model is model.json with its .bin files; choose all of them together.`,
    );
  });
  saved.checkSizes(shards.map(({ size }) => size));
  const read = await Promise.all(shards.map(bytesOf));
  const model = await modelFromSaved(saved, read);
  return { model, file: description.name, sha256: await hash([json, ...read]) };
}

const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());

/** Browsers hash in secure contexts alone. */
async function hash(parts: Uint8Array<ArrayBuffer>[]): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined;
  const bytes = parts.length === 1 ? parts[0] : await new Blob(parts).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
