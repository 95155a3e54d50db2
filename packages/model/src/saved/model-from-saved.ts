import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import { check } from '../check-options.js';
import { ModelError } from '../errors.js';
import { checkTopology } from './check-topology.js';
import type { SavedModel } from './saved-model.js';

/**
 * The model of a `model.json` and its shards, which may be anybody's: its layers are no larger than its weights.
 *
 * @param shards In the order of `saved.paths`.
 * @throws {ModelError} `file` for what describes no model, or another one than its weights are of; `invalid-argument` for
 *   what `savedModel` did not return, and for shards that are no bytes
 * @example
 * const saved = savedModel(json);
 * const model = await modelFromSaved(saved, saved.paths.map((path) => shards.get(path)));
 */
export async function modelFromSaved(saved: SavedModel, shards: readonly Uint8Array[]): Promise<LayersModel> {
  check(typeof saved?.artifacts === 'function', 'The saved model', saved, 'give what savedModel returns');
  const artifacts = saved.artifacts(shards);
  try {
    await checkTopology(artifacts);
    return await loadLayersModel(io.fromMemory(artifacts));
  } catch (cause) {
    throw new ModelError(
      'file',
      `'${saved.name}' describes no model that can be built: ${(cause as Error).message}. Is it whole, and of a version of tfjs that is known?`,
      { cause },
    );
  }
}
