/** A model on tfjs, which is started for it. */
import { type BackendName, useBackend } from '@miniseg/backends';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { loadNetwork } from './network-weights.js';
import type { WeightsSource } from './weights-source.js';

/** @throws {CliError} as `loadNetwork`; BackendError where the backend cannot be started */
export async function startModel(
  source: WeightsSource,
  { network, backend }: { network?: string; backend: string },
): Promise<LayersModel> {
  enableProdMode();
  await useBackend(backend as BackendName);
  return loadNetwork(source, network);
}
