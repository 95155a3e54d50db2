/** Calls of `@miniseg/losses` that work. */
import * as losses from '@miniseg/losses';
import { tensor } from '@tensorflow/tfjs-core';
import type { Entries, PackageEntries } from './walk-entries.js';

const optional = { valid: () => [{}], fine: { 0: 'undefined object' } };
const logits = () => tensor([0.1, 0.9, 0.8, 0.2], [1, 1, 2, 2]);
const labels = () => tensor([1, 0], [1, 1, 2], 'int32');

const entries: Entries = {
  combine: { valid: () => [[[losses.crossEntropy(), 1]]] },
  crossEntropy: optional,
  'crossEntropy.loss': { valid: () => [labels(), logits()], call: (a, b) => losses.crossEntropy()(a, b) },
  deepSupervision: { valid: () => [losses.crossEntropy(), {}], fine: { 1: 'undefined object' } },
  'deepSupervision.loss': {
    valid: () => [labels(), [logits()]],
    call: (a, b) => losses.deepSupervision(losses.crossEntropy(), { weights: [1] })(a, b),
  },
  dice: optional,
  'dice.loss': { valid: () => [labels(), logits()], call: (a, b) => losses.dice()(a, b) },
  effectiveNumber: { valid: () => [[5, 3], {}], fine: { 1: 'undefined object' } },
  focal: optional,
  inverseFrequency: { valid: () => [[5, 3]] },
  inverseLogFrequency: { valid: () => [[5, 3], {}], fine: { 1: 'undefined object' } },
  tversky: optional,
};

export const LOSSES: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/losses.error')],
};
