/** Weight files as the commands use them: the model, and what identifies the file. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadNetwork } from './network-weights.js';

export interface Weights {
  model: LayersModel;
  /** File name without its folders. */
  file: string;
  /** Of the weights' bytes, in hexadecimal. */
  sha256: string;
}

/** @param network Of which the weights are, where they do not say it themselves. */
export async function loadWeights(where: string, network?: string): Promise<Weights> {
  const model = await loadNetwork(where, network);
  return { model, file: path.basename(where), sha256: await hash(where) };
}

/** A saved tfjs model is a folder: its identity is that of its weights. */
async function hash(where: string): Promise<string> {
  const folder = (await stat(where)).isDirectory()
    ? where
    : path.extname(where) === '.json'
      ? path.dirname(where)
      : undefined;
  const file = folder === undefined ? where : path.join(folder, 'weights.bin');
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
