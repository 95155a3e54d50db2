import { BatchSource, type LoadSample, Random, referenceAugmentation } from '@miniseg/data/samples';
import { check, checkOptions } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { TrainingSource } from '../types.js';
import { passes } from './passes.js';

/** Options of `referencePasses`. */
export interface ReferencePassesOptions {
  /** Number of training items. */
  count: number;
  /**
   * The loader of samples of `size` x `size` pixels, normalized. With `augment: 'loader'` it augments too (workers do),
   * by `withAugmentation(load, referenceAugmentation({ scale }))`.
   */
  load: (pass: { size: number; scale: number }) => LoadSample;
  /** In pixels, at scale 1. Default 512. */
  size?: number;
  /** Default [1.5, 1.25, 0.75, 1], in this order. */
  scales?: readonly number[];
  /** Default 5. */
  batchSize?: number;
  /** Default 0. */
  seed?: number;
  /** Batches loaded ahead. Default 2. */
  prefetch?: number;
  /** Whether samples are augmented by this source (`'here'`, the default) or by the loader, in its workers. */
  augment?: 'here' | 'loader';
}

/**
 * The data of the published recipe: an epoch goes through the training set once at every scale. Each time the order is
 * another one, all batches are full, and samples are augmented as the reference does it.
 *
 * @throws {TrainError} `data` where a batch is larger than the data set; `invalid-argument` for scales that are not positive
 * @example
 * const data = referencePasses({
 *   count: training.length,
 *   load: ({ size }) => itemLoader(training, { read, normalize: { mean, std }, size: [size, size] }),
 * });
 */
export function referencePasses(options: ReferencePassesOptions): TrainingSource {
  checkOptions('referencePasses', options, {
    count: 1,
    load: 1,
    size: 1,
    scales: 1,
    batchSize: 1,
    seed: 1,
    prefetch: 1,
    augment: 1,
  });
  const { count, load, size = 512, scales = [1.5, 1.25, 0.75, 1], batchSize = 5, seed = 0 } = options;
  const { prefetch = 2, augment = 'here' } = options;
  check(Number.isInteger(count), 'count', count, 'it is the number of training items');
  check(typeof load === 'function', 'load', load, 'it is a function that makes the loader of a scale');
  check(Array.isArray(scales), 'scales', scales, 'they are an array, such as [1.5, 1.25, 0.75, 1]');
  if (count < batchSize) {
    throw new TrainError(
      'data',
      `There are ${count} items and the batch size is ${batchSize}. Only full batches are trained on: give more items or ` +
        'a smaller batch size.',
    );
  }
  if (scales.length === 0 || !scales.every((scale) => scale > 0 && Number.isFinite(scale))) {
    throw new TrainError(
      'invalid-argument',
      `The scales are [${scales}]; give one or more positive numbers.`,
    );
  }
  return passes(
    scales.map(
      (scale, pass) =>
        new BatchSource({
          count,
          load: load({ size: Math.round(size * scale), scale }),
          batchSize,
          dropLast: true,
          seed: Random.from(seed, 'pass', pass).bits(),
          prefetch,
          ...(augment === 'here' ? { augment: referenceAugmentation({ scale }) } : {}),
        }),
    ),
  );
}
