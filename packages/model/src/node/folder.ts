/** Saves and loads models in tfjs's own file format, `model.json` and `weights.bin`, from plain Node. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { io } from '@tensorflow/tfjs-core';
import { ModelError } from '../errors.js';

/**
 * An IOHandler like tfjs-node's `file://`, which needs no native library. The files are interchangeable.
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
      // Weights first: a model.json is there only when all that it names is there.
      await writeFileAtomic(path.join(directory, 'weights.bin'), new Uint8Array(weights));
      await writeFileAtomic(path.join(directory, 'model.json'), topology);
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
      const { weightsManifest, ...artifacts } = await readTopology(directory);
      const parts = await Promise.all(
        weightsManifest.flatMap(({ paths }) => paths).map((file) => readFile(path.join(directory, file))),
      ).catch((cause: Error) => {
        throw new ModelError(
          'file',
          `The weights that '${directory}' names cannot be read: ${cause.message}`,
          { cause },
        );
      });
      const weightData = Buffer.concat(parts);
      return {
        ...artifacts,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: weightData.buffer.slice(
          weightData.byteOffset,
          weightData.byteOffset + weightData.byteLength,
        ) as ArrayBuffer,
      };
    },
  };
}

/** @throws {ModelError} for what is no path. */
export function checkPath(call: string, where: string): void {
  if (typeof where === 'string' && where !== '') return;
  throw new ModelError('file', `${call} takes the path of a folder or file; it got ${String(where)}.`);
}

async function readTopology(directory: string): Promise<io.ModelJSON> {
  const file = path.join(directory, 'model.json');
  try {
    const json = JSON.parse(await readFile(file, 'utf8')) as io.ModelJSON;
    if (!Array.isArray(json.weightsManifest)) throw new Error('it has no weightsManifest');
    return json;
  } catch (cause) {
    throw new ModelError(
      'file',
      `'${file}' is no saved tfjs model: ${(cause as Error).message}. Give a folder with model.json and its weights.`,
      { cause },
    );
  }
}
