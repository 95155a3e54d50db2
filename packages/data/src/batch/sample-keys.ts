/** A sample is asked for by keys that fix every random choice in it, so that the order of loading and threads do not matter. */

import type { Sample, Transform } from '../augment/sample.js';
import { checkFunction } from '../check-values.js';
import { Random } from '../random.js';

/** The keys of a sample. */
export interface SampleKeys {
  /** Seed of the run. */
  seed: number;
  epoch: number;
  /** Which item, from 0. */
  index: number;
}

/** Gives the sample of an item. Called with the same keys it must give the same sample. */
export type LoadSample = (keys: SampleKeys) => Sample | Promise<Sample>;

/**
 * Augments what `load` gives. The random numbers depend on seed, epoch and index alone: a sample is the same whether
 * it is loaded here or in a worker, first or last, in a run that was interrupted or not.
 */
export function withAugmentation(load: LoadSample, augment: Transform): LoadSample {
  checkFunction(load, 'load', 'it is a function that gives a sample');
  checkFunction(augment, 'augment', 'it is a step of augmentation, such as randomFlip()');
  return async (keys) => augment(await load(keys), Random.from(keys.seed, 'sample', keys.epoch, keys.index));
}
