/** A model from any of the weight files that are in use, told apart by content. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { readCheckpoint } from '@miniseg/checkpoints';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { modelFromCheckpoint } from '../checkpoint/import-checkpoint.js';
import { ModelError } from '../errors.js';
import { checkPath, folder } from './folder.js';

/**
 * @param where A safetensors file, a PyTorch checkpoint (never executed), a folder that `folder()` or tfjs-node
 *   wrote, or its `model.json`.
 * @throws {ModelError} or CheckpointError when it is none of these, or of another network.
 */
export async function loadModel(where: string): Promise<LayersModel> {
  checkPath('loadModel', where);
  const found = await stat(where).catch((cause: Error) => {
    throw new ModelError('file', `The weights '${where}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  if (found.isDirectory() || path.extname(where) === '.json') return loadLayersModel(folder(where));
  return modelFromCheckpoint(readCheckpoint(new Uint8Array(await readFile(where)))).model;
}
