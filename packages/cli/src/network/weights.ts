/** Weights as the commands use them: the model, and what identifies the file. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Identity, identityOf } from './identity.js';
import { loadNetwork } from './network-weights.js';
import { type DownloadConsent, openWeights } from './weights-source.js';

export interface Weights extends Identity {
  model: LayersModel;
}

/**
 * @param where What `openWeights` takes.
 * @param options.network Of which the weights are, where they do not say it themselves.
 */
export async function loadWeights(
  where: string,
  { network, ...consent }: DownloadConsent & { network?: string } = {},
): Promise<Weights> {
  const source = await openWeights(where, consent);
  return { model: await loadNetwork(source, network), ...identityOf(source) };
}
