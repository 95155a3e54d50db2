import { check } from '../check-options.js';
import { TrainError } from '../errors.js';
import type { TrainingBatch, TrainingSource } from '../types.js';

/**
 * One epoch made of several passes: all batches of the first source, then all of the second ... Their image sizes may
 * differ, which is how a network is trained at several scales.
 *
 * @throws {TrainError} `data` without sources
 * @example passes([1.5, 1.25, 0.75, 1].map((scale) => new BatchSource({ count, load: loadAt(scale), seed: scale })));
 */
export function passes(sources: readonly TrainingSource[]): TrainingSource {
  check(
    Array.isArray(sources),
    'The sources',
    sources,
    'give an array of them, such as [new BatchSource({ count, load })]',
  );
  sources.forEach(checkSource);
  if (sources.length === 0) throw new TrainError('data', 'passes: no sources were given; give at least one.');
  const orders = sources.map((source) => source.order?.bind(source));
  return {
    batchesPerEpoch: sources.reduce((sum, { batchesPerEpoch }) => sum + batchesPerEpoch, 0),
    epoch: (epoch, start = 0) => inTurn(sources, epoch, start),
    ...(orders.every((order) => order !== undefined)
      ? { order: (epoch) => orders.flatMap((order) => [...order(epoch)]) }
      : {}),
  };
}

/** @throws {TrainError} `invalid-argument` unless batches can be asked for */
export function checkSource(source: TrainingSource): void {
  const isSource = typeof source?.epoch === 'function';
  check(isSource, 'The data', source, 'give a source of batches, such as new BatchSource({ count, load })');
}

async function* inTurn(
  sources: readonly TrainingSource[],
  epoch: number,
  start: number,
): AsyncGenerator<TrainingBatch, void, undefined> {
  let skip = start;
  for (const source of sources) {
    if (skip < source.batchesPerEpoch) yield* source.epoch(epoch, skip);
    skip = Math.max(0, skip - source.batchesPerEpoch);
  }
}
