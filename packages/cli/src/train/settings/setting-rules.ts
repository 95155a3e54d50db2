/** What each setting may be. */
import { NETWORKS } from '../../network/network-option.js';
import { RECIPES } from './recipes.js';
import type { TrainSettings } from './settings.js';

interface Rule {
  /** Ends the sentence 'It must be ...'. */
  says: string;
  holds(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const whole = (low: number, high = Number.MAX_SAFE_INTEGER): Rule => ({
  says:
    high === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${low}`
      : `a whole number from ${low} to ${high}`,
  holds: (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
});
const positive: Rule = { says: 'a positive number', holds: (value) => isNumber(value) && value > 0 };
const notNegative: Rule = { says: 'a number of at least 0', holds: (value) => isNumber(value) && value >= 0 };
const choice = (...names: readonly string[]): Rule => ({
  says: `one of ${names.map((name) => `'${name}'`).join(', ')}`,
  holds: (value) => names.includes(value as string),
});
const file: Rule = { says: 'a path', holds: (value) => typeof value === 'string' && value !== '' };
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const RULES: Record<keyof TrainSettings, Rule> = {
  recipe: choice(...Object.keys(RECIPES)),
  data: file,
  images: file,
  masks: file,
  list: file,
  remap: {
    says: 'an object of stored values and their labels, such as {"255": 1}',
    holds: (value) =>
      isObject(value) &&
      Object.entries(value).every(([from, to]) => /^\d+$/.test(from) && whole(0, 255).holds(to)),
  },
  split: file,
  fold: whole(1),
  validationShare: {
    says: 'a number between 0 and 1',
    holds: (value) => isNumber(value) && value > 0 && value < 1,
  },
  phantoms: whole(2, 9999),
  preset: choice('aaai', 'paper'),
  network: {
    says: "the name of a network, such as 'unet' ('miniseg zoo' lists them), or an object of options of miniSeg(), such as {\"branches\": 2}",
    holds: (value) => isObject(value) || NETWORKS.includes(value as string),
  },
  weights: file,
  size: whole(16, 4096),
  scales: {
    says: 'a list of factors from 0.1 to 4, such as [1.5, 1.25, 0.75, 1]',
    holds: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((scale) => isNumber(scale) && scale >= 0.1 && scale <= 4),
  },
  augmentation: choice('reference', 'paper', 'strong', 'none'),
  epochs: whole(1),
  batchSize: whole(1),
  optimizer: choice('adam', 'adamw', 'sgd'),
  learningRate: positive,
  weightDecay: notNegative,
  schedule: choice('poly', 'cosine', 'constant'),
  power: positive,
  classWeights: {
    says: "'inverse-log', 'none', or a list of positive numbers, one for each class",
    holds: (value) =>
      value === 'inverse-log' ||
      value === 'none' ||
      (Array.isArray(value) && value.length > 1 && value.every((weight) => isNumber(weight) && weight > 0)),
  },
  diceWeight: notNegative,
  auxiliaryWeight: notNegative,
  averaging: {
    says: 'a number from 0 (none) to below 1, such as 0.998',
    holds: (value) => isNumber(value) && value >= 0 && value < 1,
  },
  validateEvery: whole(1),
  patience: whole(1),
  keep: choice('last', 'best'),
  protocol: choice('reference', 'paper'),
  seed: whole(0),
  backend: choice('wasm', 'node', 'node-gpu', 'webgpu', 'cpu'),
  threads: whole(1, 64),
};
