/** The option by which commands are told of which network weights are. */
import { NETWORK_NAMES, type NetworkName } from '@miniseg/zoo/names';
import { Option } from 'commander';

/** MiniSeg itself, and the 26 rivals; of the classification networks the form that segments. */
export const NETWORKS: readonly string[] = [
  'miniseg',
  ...NETWORK_NAMES.filter((name) => !name.endsWith('_encoder')),
];

export function networkOption(says: string): Option {
  return new Option('--network <name>', says).choices([...NETWORKS]);
}

/** The name in the zoo; undefined for MiniSeg. */
export function zooName(network: unknown): NetworkName | undefined {
  return typeof network === 'string' && network !== 'miniseg' ? (network as NetworkName) : undefined;
}
