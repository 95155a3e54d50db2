/** A model from any of the weight files that are in use, told apart by content. */
import { readCheckpoint } from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import { modelFromCheckpoint } from '../checkpoint/import-checkpoint.js';
import { modelFromSaved } from '../saved/model-from-saved.js';
import { savedModel } from '../saved/saved-model.js';
import { checkPath } from './check-path.js';
import { readWeightFiles, type WeightFile } from './read-weight-files.js';

/**
 * @param where A safetensors file, a PyTorch checkpoint (never executed), a folder that `folder()` or tfjs-node
 *   wrote, or its `model.json`.
 * @throws {ModelError} or CheckpointError when it is none of these, or of another network.
 */
export async function loadModel(where: string): Promise<LayersModel> {
  checkPath('loadModel', where);
  return modelOfWeightFiles(await readWeightFiles(where));
}

/**
 * The model of files that were read before, so that what is loaded is what was hashed.
 *
 * @param files As `readWeightFiles` gives them.
 * @throws {ModelError} or CheckpointError when they hold no model, or one of another network, and for what is no list of
 *   files.
 */
export async function modelOfWeightFiles(files: readonly WeightFile[]): Promise<LayersModel> {
  const isFile = (file?: Partial<WeightFile>) =>
    typeof file?.name === 'string' && file.bytes instanceof Uint8Array;
  const areFiles = Array.isArray(files) && files.length > 0 && files.every(isFile);
  check(areFiles, 'The files', files, 'they are a list of { name, bytes }, as readWeightFiles returns it');
  const [first, ...shards]: readonly WeightFile[] = files;
  if (!first.name.endsWith('.json')) return modelFromCheckpoint(readCheckpoint(first.bytes)).model;
  return modelFromSaved(
    savedModel(first.bytes, first.name),
    shards.map(({ bytes }) => bytes),
  );
}
