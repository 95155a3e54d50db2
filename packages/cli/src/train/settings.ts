/** What one training run is made of: the keys of a configuration file, and of `--set`. */
import type { MiniSegOptions } from '@miniseg/model';

export interface TrainSettings {
  /** Where the other values come from when they are not given. */
  recipe: RecipeName;

  /** Folder with `images/`, `masks/` and, if the folds are published, `folds.json`. */
  data?: string;
  /** Folders of images and masks, instead of `data`; or a list of items (CSV, JSON). */
  images?: string;
  masks?: string;
  list?: string;
  /** Stored value to label, for example {"255": 1}. */
  remap?: Record<string, number>;
  /** File of splits or published folds; default: `folds.json` in the data folder, else a hold-out by the seed. */
  split?: string;
  /** Which fold of it, from 1. */
  fold?: number;
  /** Share of the slices that is held out when there is no file of splits. */
  validationShare: number;
  /** So many generated slices instead of data. */
  phantoms?: number;

  /** The network; `network` overrides single options of it. */
  preset: 'aaai' | 'paper';
  /** The name of a network of the zoo, 'miniseg', or options of `miniSeg()`. */
  network?: string | Partial<Omit<MiniSegOptions, 'preset' | 'inputChannels' | 'seed'>>;
  /** Weights to start from instead of random ones. */
  weights?: string;

  /** Side in pixels to which slices are brought; scales are relative to it. */
  size: number;
  /** Each epoch passes the training slices once at each of these, in this order. */
  scales: number[];
  augmentation: 'reference' | 'paper' | 'none';
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
  /** Weight of each further head's loss; the first has 1. */
  auxiliaryWeight: number;

  /** Validates after every so many epochs, and after the last. */
  validateEvery: number;
  /** Stops when DSC has not risen for so many validations. */
  patience?: number;
  /** Which weights are the result: of the last epoch, or of the one with the highest DSC in validation. */
  keep: 'last' | 'best';
  protocol: 'reference' | 'paper';
  seed: number;
  backend: string;
  /** On wasm; default: one for each core. Results are the same on any number. */
  threads?: number;
}

export type RecipeName = 'published' | 'paper' | 'quick';

/** Keys that name files: relative to the configuration file. */
export const PATH_KEYS = ['data', 'images', 'masks', 'list', 'split', 'weights'] as const;

/** What is no part of what makes two runs the same. */
export const FREE_KEYS: readonly string[] = [...PATH_KEYS, 'threads'];
