/** A batch source as `tf.data` and `fitDataset` want it. */

import type { BatchSource } from '../batch/batch-source.js';
import { check } from '../check-options.js';
import { batchTensors, type TensorBatch } from './batch-tensors.js';

/**
 * A function that starts over with every call, as `tf.data.generator` expects: each call gives the next epoch, other
 * order and augmentation included. Each batch is one element, so no `.batch()` is needed. The consumer disposes the
 * tensors (`fitDataset` does).
 *
 * @param firstEpoch epoch of the first call, for runs that are resumed. Default 0
 *
 * @example
 * const dataset = tf.data.generator(tensorBatches(source));
 * await model.fitDataset(dataset, { epochs: 80 }); // no batchesPerEpoch: with it fitDataset never starts over
 */
export function tensorBatches(
  source: BatchSource,
  firstEpoch = 0,
): () => AsyncGenerator<TensorBatch, void, undefined> {
  check(typeof source?.epoch === 'function', 'The source', source, 'it is a BatchSource');
  check(Number.isInteger(firstEpoch), 'firstEpoch', firstEpoch, 'it is a whole number from 0 on');
  let epoch = firstEpoch;
  return () => tensorsOf(source, epoch++);
}

async function* tensorsOf(source: BatchSource, epoch: number): AsyncGenerator<TensorBatch, void, undefined> {
  for await (const batch of source.epoch(epoch)) yield batchTensors(batch);
}
