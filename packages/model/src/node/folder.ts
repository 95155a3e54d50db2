/** Saves and loads models in tfjs's own file format, `model.json` and `weights.bin`, from plain Node. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeFilesAtomic } from '@miniseg/checkpoints/node';
import { io } from '@tensorflow/tfjs-core';
import { savedModel } from '../saved/saved-model.js';
import { checkPath } from './check-path.js';
import { readWeightFiles } from './read-weight-files.js';

/**
 * An IOHandler like tfjs-node's `file://`, which needs no native library. The files are interchangeable. Loading reads
 * `model.json` and, of what it names, plain files beside it that have the size that it says.
 *
 * @param where A folder, or the path of its `model.json`.
 * @example
 * await model.save(folder('trained'));
 * const again = await tf.loadLayersModel(folder('trained'));
 */
export function folder(where: string): io.IOHandler {
  checkPath('folder', where);
  const directory = path.basename(where) === 'model.json' ? path.dirname(where) : where;
  return {
    async save({ weightSpecs, weightData, ...artifacts }) {
      const weights = io.CompositeArrayBuffer.join(weightData);
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      const topology = JSON.stringify({ ...artifacts, weightsManifest: manifest });
      await mkdir(directory, { recursive: true });
      // A model.json is there only when all that it names is there, and is what it was written with.
      await writeFilesAtomic([
        [path.join(directory, 'weights.bin'), new Uint8Array(weights)],
        [path.join(directory, 'model.json'), topology],
      ]);
      return {
        modelArtifactsInfo: {
          dateSaved: new Date(),
          modelTopologyType: 'JSON',
          modelTopologyBytes: Buffer.byteLength(topology),
          weightDataBytes: weights.byteLength,
        },
      };
    },
    async load() {
      const [topology, ...shards] = await readWeightFiles(path.join(directory, 'model.json'));
      return savedModel(topology.bytes, topology.name).artifacts(shards.map(({ bytes }) => bytes));
    },
  };
}
