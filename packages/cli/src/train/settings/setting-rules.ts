/** What each setting may be. */

import { NETWORKS } from '../../network/network-option.js';
import { parseWindow } from '../../options/grey-values.js';
import { MOST } from '../../options/limits.js';
import { TRAINING_BACKENDS } from '../../options/shared.js';
import { RECIPES } from './recipes.js';
import type { TrainSettings } from './settings.js';

interface Rule {
  /** Ends the sentence 'It must be ...'. */
  says: string;
  holds(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const whole = (low: number, high: number): Rule => ({
  says: `a whole number of at least ${low} and at most ${high}`,
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= low && (value as number) <= high,
});
const positive: Rule = {
  says: `a positive number up to ${MOST.factor}`,
  holds: (value) => isNumber(value) && value > 0 && value <= MOST.factor,
};
const notNegative: Rule = {
  says: `a number from 0 to ${MOST.factor}`,
  holds: (value) => isNumber(value) && value >= 0 && value <= MOST.factor,
};
const choice = (...names: readonly string[]): Rule => ({
  says: `one of ${names.map((name) => `'${name}'`).join(', ')}`,
  holds: (value) => names.includes(value as string),
});
const file: Rule = { says: 'a path', holds: (value) => typeof value === 'string' && value !== '' };
function isWindow(text: string): boolean {
  try {
    parseWindow(text);
    return true;
  } catch {
    return false;
  }
}
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
  fold: whole(1, MOST.folds),
  validationShare: {
    says: 'a number between 0 and 1',
    holds: (value) => isNumber(value) && value > 0 && value < 1,
  },
  window: {
    says: "'lung', 'mediastinum', 'bone' or center,width in Hounsfield units as text, such as '-600,1500'",
    holds: (value) => typeof value === 'string' && isWindow(value),
  },
  range: {
    says: 'a list of the values that are black and white, such as [0, 4095]',
    holds: (value) =>
      Array.isArray(value) && value.length === 2 && value.every(isNumber) && value[1] > value[0],
  },
  foregroundShare: {
    says: 'a number above 0 and at most 1',
    holds: (value) => isNumber(value) && value > 0 && value <= 1,
  },
  mixedSpacings: { says: 'true or false', holds: (value) => typeof value === 'boolean' },
  phantoms: whole(2, MOST.phantoms),
  preset: choice('aaai', 'paper'),
  network: {
    says: "the name of a network, such as 'unet' ('miniseg zoo' lists them), or an object of options of miniSeg(), such as {\"branches\": 2}",
    holds: (value) => isObject(value) || NETWORKS.includes(value as string),
  },
  weights: file,
  encoder: file,
  size: whole(16, 4096),
  scales: {
    says: 'a list of factors from 0.1 to 4, at most 100, such as [1.5, 1.25, 0.75, 1]',
    holds: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.length <= 100 &&
      value.every((scale) => isNumber(scale) && scale >= 0.1 && scale <= 4),
  },
  augmentation: choice('reference', 'paper', 'strong', 'none'),
  epochs: whole(1, MOST.epochs),
  batchSize: whole(1, MOST.batch),
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
      (Array.isArray(value) && value.length > 1 && value.length <= 256 && value.every(positive.holds)),
  },
  diceWeight: notNegative,
  auxiliaryWeight: notNegative,
  averaging: {
    says: 'a number from 0 (none) to below 1, such as 0.998',
    holds: (value) => isNumber(value) && value >= 0 && value < 1,
  },
  validateEvery: whole(1, MOST.epochs),
  patience: whole(1, MOST.epochs),
  keep: choice('last', 'best'),
  protocol: choice('reference', 'paper'),
  seed: whole(0, MOST.seed),
  backend: choice(...TRAINING_BACKENDS),
  threads: whole(1, MOST.threads),
};
