/** Batches in a fixed random order, loaded ahead, that can be taken up again in the middle of an epoch. */

import type { Transform } from '../augment/sample.js';
import { check, checkOptions } from '../check-options.js';
import { checkFunction, checkSize } from '../check-values.js';
import { DataError } from '../errors.js';
import { Random } from '../random.js';
import { type LoadSample, withAugmentation } from './sample-keys.js';
import { type StackedSamples, stackSamples } from './stack-samples.js';

/** Options of `BatchSource`. */
export interface BatchOptions {
  /** Number of items. */
  count: number;
  /** Gives the sample for an item; called ahead of need and several at a time. */
  load: LoadSample;
  /** Default 5. */
  batchSize?: number;
  /** Default 0. */
  seed?: number;
  /** Another order in every epoch. Default true. */
  shuffle?: boolean;
  /** Leaves out a last batch that is not full. Default false. */
  dropLast?: boolean;
  /** Applied to each sample, with random numbers of its own. */
  augment?: Transform;
  /** Batches loaded ahead; so many, and the one in use, are in memory. 0: load on demand. Default 2. */
  prefetch?: number;
}

/** Where a run stands: plain numbers, to be kept with a checkpoint. */
export interface BatchState {
  epoch: number;
  /** Next batch of that epoch. */
  batch: number;
  seed: number;
  count: number;
  batchSize: number;
}

/** Samples of one size together, with their place in the run. */
export interface Batch extends StackedSamples {
  /** Items in the batch. */
  indices: number[];
  epoch: number;
  batch: number;
  /** Resuming from here gives the batch after this one. */
  next: BatchState;
}

/**
 * A source of batches. The order and every augmentation follow from the seed, the epoch and the item alone, so a run
 * resumed from `batch.next` continues as if it had not stopped, with any prefetch and any number of workers.
 *
 * @throws {DataError} `invalid-argument` for sizes that are no positive integers; while iterating, `load`'s errors
 *
 * @example
 * const source = new BatchSource({ count: items.length, load, batchSize: 5, seed: 1, augment });
 * for await (const batch of source.run({ epochs: 80, from: checkpoint?.data })) {
 *   await train(batch.images, batch.masks, batch.shape);
 *   save({ data: batch.next });
 * }
 */
export class BatchSource {
  readonly batchesPerEpoch: number;
  private readonly options: Required<Omit<BatchOptions, 'augment' | 'load'>>;
  private readonly load: LoadSample;

  constructor(given: BatchOptions) {
    const { load, augment, ...options } = checkOptions('BatchSource', given, {
      count: 1,
      load: 1,
      batchSize: 1,
      seed: 1,
      shuffle: 1,
      dropLast: 1,
      augment: 1,
      prefetch: 1,
    });
    checkFunction(
      load,
      'load',
      'it is a function that gives the sample of an item, such as itemLoader(items, options)',
    );
    const { count, batchSize = 5, seed = 0, shuffle = true, dropLast = false, prefetch = 2 } = options;
    for (const [name, value, least] of [
      ['count', count, 1],
      ['batchSize', batchSize, 1],
      ['prefetch', prefetch, 0],
    ] as const) {
      if (!Number.isInteger(value) || value < least) {
        throw new DataError(
          'invalid-argument',
          `batches: ${name} is ${value}; give an integer from ${least} on.`,
        );
      }
    }
    check(Number.isSafeInteger(seed), 'seed', seed, 'it is a whole number');
    this.options = { count, batchSize, seed, shuffle, dropLast, prefetch };
    this.load = augment ? withAugmentation(load, augment) : load;
    this.batchesPerEpoch = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
    if (this.batchesPerEpoch === 0) {
      throw new DataError(
        'invalid-argument',
        `batches: ${count} items make no full batch of ${batchSize}; use smaller batches or keep the last one.`,
      );
    }
  }

  /** The order of the items in an epoch. */
  order(epoch: number): number[] {
    const { count, seed, shuffle } = this.options;
    const indices = Array.from({ length: count }, (_, i) => i);
    return shuffle ? Random.from(seed, 'order', epoch).shuffle(indices) : indices;
  }

  /** The batches of one epoch, from batch `start` on. */
  epoch(epoch: number, start = 0): AsyncGenerator<Batch, void, undefined> {
    for (const [name, value] of Object.entries({ epoch, start })) {
      check(Number.isInteger(value) && value >= 0, name, value, 'it is a whole number from 0 on');
    }
    return this.prefetched(this.plan({ epoch, batch: start }, epoch + 1));
  }

  /**
   * The batches of epochs 0 to `epochs` - 1, or of what is left of them after `from`.
   *
   * @throws {DataError} `invalid-argument` where `from` belongs to another seed, count or batch size
   */
  run(options: { epochs: number; from?: BatchState }): AsyncGenerator<Batch, void, undefined> {
    const { epochs, from } = checkOptions('run of BatchSource', options, { epochs: 1, from: 1 });
    checkSize(epochs, 'epochs');
    if (from) this.checkState(from);
    return this.prefetched(this.plan(from ?? { epoch: 0, batch: 0 }, epochs));
  }

  /** Starts loading batches in turn; each call of the returned functions starts one. */
  private *plan(from: Pick<BatchState, 'epoch' | 'batch'>, end: number): Generator<() => Promise<Batch>> {
    const { batchSize, seed, count } = this.options;
    let start = from.batch;
    for (let epoch = from.epoch; epoch < end; epoch++) {
      const order = this.order(epoch);
      for (let batch = start; batch < this.batchesPerEpoch; batch++) {
        const indices = order.slice(batch * batchSize, (batch + 1) * batchSize);
        const last = batch + 1 === this.batchesPerEpoch;
        const place = last ? { epoch: epoch + 1, batch: 0 } : { epoch, batch: batch + 1 };
        const next: BatchState = { ...place, seed, count, batchSize };
        yield async () => {
          const samples = await Promise.all(indices.map(async (index) => this.load({ seed, epoch, index })));
          return { ...stackSamples(samples), indices, epoch, batch, next };
        };
      }
      start = 0;
    }
  }

  private async *prefetched(plan: Generator<() => Promise<Batch>>): AsyncGenerator<Batch, void, undefined> {
    const queue: Promise<Batch>[] = [];
    const fill = (length: number) => {
      while (queue.length < length) {
        const start = plan.next();
        if (start.done) return;
        const promise = start.value();
        // A batch that nobody waits for any more must not end the process when it fails.
        promise.catch(() => undefined);
        queue.push(promise);
      }
    };
    for (fill(1); queue.length > 0; fill(1)) {
      const current = queue[0];
      // While this one is awaited and used, the next ones load.
      fill(1 + this.options.prefetch);
      const batch = await current;
      queue.shift();
      yield batch;
    }
  }

  private checkState(state: BatchState): void {
    for (const key of ['seed', 'count', 'batchSize'] as const) {
      if (state[key] !== this.options[key]) {
        throw new DataError(
          'invalid-argument',
          `batches: the state to resume has ${key} ${state[key]}, this source ${this.options[key]}; use the same.`,
        );
      }
    }
  }
}
