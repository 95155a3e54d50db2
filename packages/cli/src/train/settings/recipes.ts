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
  auxiliaryWeight: 0.4,
  validateEvery: 1,
  keep: 'best',
  protocol: 'reference',
  seed: 0,
  backend: 'wasm',
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

export const RECIPES: Record<RecipeName, Recipe> = { published, paper, quick };
