/** Sets of values under a name. */
import type { RecipeName, TrainSettings } from './settings.js';

type Recipe = Omit<TrainSettings, 'recipe'>;

/**
 * The protocol of the released network: 5 folds, 80 epochs, four scales, one epoch chosen in validation. (The released
 * weights of fold 1 are of epoch 61: their batch normalization has counted 3660 of 4800 steps.)
 */
const published: Recipe = {
  validationShare: 0.2,
  preset: 'aaai',
  size: 512,
  scales: [1.5, 1.25, 0.75, 1],
  augmentation: 'reference',
  epochs: 80,
  batchSize: 5,
  optimizer: 'adam',
  learningRate: 1e-3,
  weightDecay: 1e-4,
  schedule: 'poly',
  power: 0.9,
  classWeights: 'inverse-log',
  diceWeight: 0,
  auxiliaryWeight: 0.4,
  averaging: 0,
  validateEvery: 1,
  keep: 'best',
  protocol: 'reference',
  seed: 0,
  backend: 'wasm',
};

/**
 * A longer training for better figures, nothing of it chosen by the slices that validate: one pass at the training size,
 * strongly augmented; soft Dice beside cross entropy; a moving average of the weights. On 80 slices it makes 4,800 steps.
 */
const augmented: Recipe = {
  ...published,
  scales: [1],
  augmentation: 'strong',
  epochs: 300,
  diceWeight: 1,
  averaging: 0.998,
  validateEvery: 20,
  keep: 'last',
};

/** Many generated slices instead of few real ones, before a network sees patients: small, and with few held out. */
const pretraining: Recipe = {
  ...augmented,
  validationShare: 0.05,
  size: 256,
  epochs: 10,
  validateEvery: 5,
};

/** Section IV-A of the paper: 60/40, 100 epochs, scales from 0.5 to 1.5, crop, mirror image. */
const paper: Recipe = {
  ...published,
  validationShare: 0.4,
  preset: 'paper',
  scales: [1],
  augmentation: 'paper',
  epochs: 100,
  validateEvery: 5,
  keep: 'last',
  protocol: 'paper',
};

/**
 * Something to look at within minutes: small slices, a higher rate, the best epoch. Without class weights: those make up
 * for rare infections in long runs, and in a short one the marks stay too large.
 */
const quick: Recipe = {
  ...published,
  size: 128,
  scales: [1],
  epochs: 16,
  batchSize: 4,
  learningRate: 6e-3,
  classWeights: 'none',
};

export const RECIPES: Record<RecipeName, Recipe> = { published, augmented, pretraining, paper, quick };
