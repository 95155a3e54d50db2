import type { NetworkSettings } from './build-network.js';

type Named = Pick<NetworkSettings, 'network' | 'preset'>;

/** A rival by its name, MiniSeg by its preset. */
export const networkName = ({ network, preset }: Named): string =>
  typeof network === 'string' && network !== 'miniseg' ? network : preset;

/** The same for reports, with the word for what it is. */
export function networkTitle(settings: Named): string {
  const name = networkName(settings);
  return `${name === settings.preset ? 'preset' : 'network'} '${name}'`;
}
