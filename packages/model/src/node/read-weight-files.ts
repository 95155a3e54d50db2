/** All bytes that a model is made of, each read once. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readPlainFile, type SiblingFile, siblingFile } from '@miniseg/checkpoints/node';
import { ModelError } from '../errors.js';
import { savedModel } from '../saved/saved-model.js';
import { checkPath } from './check-path.js';

/** A file that weights were read from. */
export interface WeightFile {
  /** Its path. */
  name: string;
  bytes: Uint8Array;
}

/** A model.json is text about layers; larger ones are something else. */
const LARGEST_TOPOLOGY = 2 ** 28;

/**
 * The files of a model: a checkpoint alone, or `model.json` and then the shards that it names, in its order. Their bytes, one
 * after the other, are what identifies the model: `cat model.json group1-shard*.bin | sha256sum` gives the hash that
 * reports hold.
 *
 * @param where A safetensors file or PyTorch checkpoint, a folder with `model.json`, or that file.
 * @throws {ModelError} `file` where something cannot be read, or a name in `model.json` leads anywhere but to a plain file
 *   beside it that has the size that it says
 */
export async function readWeightFiles(where: string): Promise<WeightFile[]> {
  checkPath('readWeightFiles', where);
  const info = await reading(where, stat(where));
  if (!info.isDirectory() && path.extname(where) !== '.json')
    return [{ name: where, bytes: await reading(where, readPlainFile(where)) }];
  const name = info.isDirectory() ? path.join(where, 'model.json') : where;
  const bytes = await readPlainFile(name, { maxBytes: LARGEST_TOPOLOGY }).catch((cause: Error) => {
    throw new ModelError(
      'file',
      `'${name}' is no saved tfjs model: ${cause.message}. Give a folder with model.json and its weights.`,
      { cause },
    );
  });
  const saved = savedModel(bytes, name);
  const shards = await shardsOf(name, saved.paths);
  saved.checkSizes(shards.map(({ bytes }) => bytes));
  const files: WeightFile[] = [{ name, bytes }];
  for (const { file, bytes } of shards)
    files.push({ name: file, bytes: await reading(file, readPlainFile(file, { maxBytes: bytes })) });
  return files;
}

async function shardsOf(name: string, paths: readonly string[]): Promise<SiblingFile[]> {
  const named = `'${name}'`;
  const find = (shard: string) => siblingFile(path.dirname(name), shard, { named });
  return Promise.all(paths.map(find)).catch((cause: Error) => {
    throw new ModelError('file', `The weights that '${name}' names cannot be read: ${cause.message}`, {
      cause,
    });
  });
}

async function reading<Result>(where: string, attempt: Promise<Result>): Promise<Result> {
  return attempt.catch((cause: Error) => {
    const reason = cause.message.replace(/\.$/, '');
    throw new ModelError('file', `The weights '${where}' cannot be read: ${reason}. Check the path.`, {
      cause,
    });
  });
}
