/** tfjs's own model format, as any environment has it: the bytes of a `model.json` and of the shards that it names. */
import { siblingNameFault } from '@miniseg/checkpoints/safetensors';
import type { io } from '@tensorflow/tfjs-core';
import { check } from '../check-options.js';
import { ModelError } from '../errors.js';
import { checkedManifest, type WeightGroup } from './weights-manifest.js';

/** A `model.json` that was looked through, and what is needed to go on. */
export interface SavedModel {
  /** How messages call the file. */
  name: string;
  /** Names of the shards, in the order in which they are read: plain names of files beside `model.json`. */
  paths: string[];
  /**
   * Compares the sizes of the shards with what the manifest says, before they are read.
   *
   * @param sizes Bytes, in the order of `paths`.
   * @throws {ModelError} `file` for a group of shards that is shorter or longer than its weights; `invalid-argument` for
   *   what is no list of sizes
   */
  checkSizes(sizes: readonly number[]): void;
  /**
   * What `tf.io` handlers give to `loadLayersModel`.
   *
   * @param shards In the order of `paths`.
   * @throws {ModelError} `file` as `checkSizes`; `invalid-argument` for what is no list of bytes
   */
  artifacts(shards: readonly Uint8Array[]): io.ModelArtifacts;
}

/**
 * Looks through a `model.json`, whoever wrote it: nothing is read but what it may name, and nothing is larger than it says.
 *
 * @param json The bytes of the file.
 * @param name How messages call it.
 * @throws {ModelError} `file` for what is no saved tfjs model, or names files that are not beside it; `invalid-argument` for
 *   what is no bytes
 * @example
 * const saved = savedModel(json);
 * const model = await modelFromSaved(saved, saved.paths.map((path) => shards.get(path)));
 */
export function savedModel(json: Uint8Array, name = 'model.json'): SavedModel {
  check(json instanceof Uint8Array, 'json', json, 'it is the bytes of a model.json, as a Uint8Array');
  check(typeof name === 'string', 'name', name, 'it is how messages call the file');
  const { weightsManifest, ...artifacts } = parse(json, name);
  const groups = checkedManifest(weightsManifest, (what) => refused(name, what));
  const paths = groups.flatMap((group) => group.paths);
  checkPaths(paths, name);
  const sizesOf = (group: WeightGroup, sizes: readonly number[]) => {
    const first = groups.slice(0, groups.indexOf(group)).reduce((sum, { paths }) => sum + paths.length, 0);
    return sizes.slice(first, first + group.paths.length).reduce((sum, size) => sum + size, 0);
  };
  const checkSizes = (sizes: readonly number[]) => {
    const areSizes = Array.isArray(sizes) && sizes.every(Number.isSafeInteger);
    check(areSizes, 'sizes', sizes, 'they are the numbers of bytes of the shards');
    for (const group of groups) {
      const found = sizesOf(group, sizes);
      if (found === group.bytes) continue;
      throw refused(
        name,
        `its weights have ${group.bytes} bytes and the files ${group.paths.join(', ')} ${found}. Copy all files again`,
      );
    }
  };
  return {
    name,
    paths,
    checkSizes,
    artifacts(shards) {
      const areBytes = Array.isArray(shards) && shards.every((shard) => shard instanceof Uint8Array);
      check(areBytes, 'shards', shards, 'they are a list of the bytes of the shards, as Uint8Arrays');
      checkSizes(shards.map(({ length }) => length));
      if (typeof artifacts.modelTopology !== 'object' || artifacts.modelTopology === null)
        throw refused(name, 'it has no modelTopology');
      const all = new Uint8Array(groups.reduce((sum, { bytes }) => sum + bytes, 0));
      let at = 0;
      for (const shard of shards) {
        all.set(shard, at);
        at += shard.length;
      }
      const weightSpecs = groups.flatMap(({ weights }) => weights);
      return { ...artifacts, weightSpecs, weightData: all.buffer };
    },
  };
}

function parse(json: Uint8Array, name: string): io.ModelJSON {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw refused(name, (cause as Error).message, cause);
  }
  if (typeof parsed !== 'object' || parsed === null) throw refused(name, 'it holds no object');
  if (!Object.hasOwn(parsed, 'weightsManifest')) throw refused(name, 'it has no weightsManifest');
  return parsed as io.ModelJSON;
}

function checkPaths(paths: readonly string[], name: string): void {
  for (const [index, path] of paths.entries()) {
    const fault = siblingNameFault(path);
    if (fault !== undefined) {
      throw refused(
        name,
        `it names the file ${JSON.stringify(path)}, which ${fault}; only files beside it are read`,
      );
    }
    if (paths.indexOf(path) !== index) throw refused(name, `it names the file '${path}' twice`);
  }
}

function refused(name: string, what: string, cause?: unknown): ModelError {
  return new ModelError(
    'file',
    `'${name}' is no saved tfjs model: ${what}. Give a folder with model.json and its weights.`,
    { cause },
  );
}
