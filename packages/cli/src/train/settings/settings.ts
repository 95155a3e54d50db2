/** What one training run is made of: the keys of a configuration file, and of `--set`. */
import type { DataSettings } from '../../dataset/data-settings.js';
import type { NetworkSettings } from '../../network/build-network.js';

export interface TrainSettings extends DataSettings, NetworkSettings {
  /** Where the other values come from when they are not given. */
  recipe: RecipeName;
  /** So many generated slices instead of data. */
  phantoms?: number;
  /** Weights to start from instead of random ones. */
  weights?: string;
  /** Weights whose encoder it starts from, with new decoder and heads. */
  encoder?: string;

  /** Side in pixels to which slices are brought; scales are relative to it. */
  size: number;
  /** Each epoch passes the training slices once at each of these, in this order. */
  scales: number[];
  augmentation: 'reference' | 'paper' | 'strong' | 'none';
  epochs: number;
  batchSize: number;
  optimizer: 'adam' | 'adamw' | 'sgd';
  learningRate: number;
  weightDecay: number;
  schedule: 'poly' | 'cosine' | 'constant';
  /** Of the poly schedule: rate (1 - step / steps)^power. */
  power: number;
  /** 'inverse-log': 1 / ln(1.1 + share of the class); or one weight for each class. */
  classWeights: 'inverse-log' | 'none' | number[];
  /** Weight of the soft Dice loss of the classes above 0, beside cross entropy; 0 leaves it out. */
  diceWeight: number;
  /** Weight of each further head's loss; the first has 1. */
  auxiliaryWeight: number;

  /**
   * Decay of a moving average of the weights, which is what is validated and kept; 0 keeps the weights themselves.
   */
  averaging: number;
  /** Validates after every so many epochs, and after the last. */
  validateEvery: number;
  /** Stops when DSC has not risen for so many validations. */
  patience?: number;
  /** Which weights are the result: of the last epoch, or of the one with the highest DSC in validation. */
  keep: 'last' | 'best';
  protocol: 'reference' | 'paper';
  backend: string;
  /** On wasm; default: one for each core. Results are the same on any number. */
  threads?: number;
}

export type RecipeName = 'published' | 'augmented' | 'pretraining' | 'paper' | 'quick';

/** Sides in pixels of the slices at each scale. */
export const sidesOf = ({ size, scales }: Pick<TrainSettings, 'size' | 'scales'>): number[] =>
  scales.map((scale) => Math.round(size * scale));

/** Keys that name files: relative to the configuration file. */
export const PATH_KEYS = ['data', 'images', 'masks', 'list', 'split', 'weights', 'encoder'] as const;

/** Keys that name weights, which may have a name or an address instead of a path. */
export const START_KEYS: readonly string[] = ['weights', 'encoder'];

/** The weights that a run starts from. */
export const startsOf = ({ weights, encoder }: Pick<TrainSettings, 'weights' | 'encoder'>): string[] =>
  [weights, encoder].filter((start) => start !== undefined);

/** What is no part of what makes two runs the same. */
export const FREE_KEYS: readonly string[] = [...PATH_KEYS, 'threads'];
