/** The network that settings describe. */
import { type MiniSegOptions, miniSeg } from '@miniseg/model';
import type { LayersModel } from '@tensorflow/tfjs-layers';

export interface NetworkSettings {
  preset: 'aaai' | 'paper';
  /** Overrides single options of the preset. */
  network?: Partial<Omit<MiniSegOptions, 'preset' | 'inputChannels' | 'seed'>>;
  seed: number;
}

/** With random weights by the seed. @throws {ModelError} for impossible options */
export function buildNetwork({ preset, network, seed }: NetworkSettings): LayersModel {
  return miniSeg({ preset, ...network, seed });
}

/** Number of classes, background among them. */
export const classesOf = ({ network }: Pick<NetworkSettings, 'network'>): number => network?.classes ?? 2;
