/** The network that settings describe. */
import { type MiniSegOptions, miniSeg } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { newNetwork } from './network-weights.js';

export interface NetworkSettings {
  preset: 'aaai' | 'paper';
  /** The name of a network of the zoo, 'miniseg', or single options of `miniSeg()` in place of those of the preset. */
  network?: string | Partial<Omit<MiniSegOptions, 'preset' | 'inputChannels' | 'seed'>>;
  seed: number;
}

/** With random weights by the seed. @throws {ModelError} for impossible options */
export function buildNetwork({ preset, network, seed }: NetworkSettings): LayersModel {
  return newNetwork(network, seed) ?? miniSeg({ preset, ...miniSegOptions(network), seed });
}

/** Number of classes, background among them. */
export const classesOf = ({ network }: Pick<NetworkSettings, 'network'>): number =>
  miniSegOptions(network).classes ?? 2;

/** Those of `miniSeg()` that the settings give; none where they name a network. */
export function miniSegOptions(
  network: NetworkSettings['network'],
): Exclude<typeof network, string | undefined> {
  return typeof network === 'object' ? network : {};
}
