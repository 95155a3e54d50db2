/** The network that a training of a table left. */
import path from 'node:path';
import type { Normalization } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { CliError } from '../errors.js';
import { loadNetwork } from '../network/network-weights.js';
import { openWeights } from '../network/weights-source.js';
import { RUN_FILES } from '../train/folder/run-folder.js';
import { readRecord } from '../train/folder/run-record.js';

/** @throws {CliError} where the folder holds no finished run */
export async function networkWeights(
  folder: string,
): Promise<{ model: LayersModel; normalization: Normalization }> {
  const record = await readRecord(folder);
  if (record === undefined) throw new CliError('input', `'${folder}' holds no run; train it again.`);
  const model = await loadNetwork(await openWeights(path.join(folder, RUN_FILES.weights)));
  return { model, normalization: record.normalization };
}
