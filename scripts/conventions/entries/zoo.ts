/** Calls of `@miniseg/zoo` that work. */

import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as zoo from '../../../packages/zoo/src/index.js';
import type { Entries, Entry, PackageEntries } from './walk-entries.js';

let model: LayersModel | undefined;
const small = () => {
  model ??= zoo.network('espnet', { seed: 1 });
  return model;
};
const checkpoint = { format: 'safetensors', tensors: new Map(), metadata: { zoo: '{"name":"espnet"}' } };
const shape = () => [1, 64, 64, 3];
/** Building one of them for every junk call would take minutes; `espnet` stands for all, as one check answers for all. */
const builders = Object.fromEntries(
  Object.keys(zoo)
    .filter((name) => zoo.NETWORK_NAMES.some((known) => known.replaceAll('_', '') === name.toLowerCase()))
    .map((name): [string, Entry | 'constant'] => [name, 'constant']),
);

const entries: Entries = {
  ...builders,
  espnet: { valid: () => [{ seed: 1 }], fine: { 0: 'undefined object' } },
  network: { valid: () => ['espnet', { seed: 1 }], fine: { 1: 'undefined object' } },
  countMacs: { valid: () => [small(), shape()] },
  countParameters: { valid: () => [small()] },
  countToolFlops: { valid: () => [small(), shape()] },
  countTrainingBytes: { valid: () => [small(), shape()] },
  headWeights: { valid: () => [small()] },
  networkOf: { valid: () => [small()] },
  networkOfCheckpoint: { valid: () => [{ ...checkpoint }], fine: { 0: 'typo' } },
  networkFromCheckpoint: {
    valid: () => [{ ...checkpoint, tensors: new Map() }],
    call: (given) => {
      try {
        zoo.networkFromCheckpoint(given);
      } catch (error) {
        // The file that names a network and has none of its weights is read as far as can be.
        if (!zoo.ZooError.isInstance(error) || error.code !== 'state') throw error;
      }
    },
    fine: { 0: 'typo' },
  },
  exportSafetensors: { valid: () => [small(), {}], fine: { 1: 'undefined object' } },
  loadCheckpoint: {
    valid: () => [small(), { ...checkpoint }, { strict: false }],
    fine: { 1: 'typo' },
    call: (...given) => zoo.loadCheckpoint(...(given as unknown as Parameters<typeof zoo.loadCheckpoint>)),
  },
  loadStateDict: { valid: () => [small(), {}, { strict: false }], fine: { 1: 'object typo' } },
  stateDict: { valid: () => [small()] },
  register: { valid: () => [] },
};

export const ZOO: PackageEntries = {
  exports: { ...zoo },
  entries,
  brands: [Symbol.for('@miniseg/zoo.error')],
};
