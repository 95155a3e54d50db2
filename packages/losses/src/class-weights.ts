import { check } from './check-options.js';
import { LossError } from './errors.js';

/** Class weights as a loss keeps them: checked, copied, and scaled so that the largest is 1, which no mean notices. */
export function relativeWeights(weights: ArrayLike<number> | undefined): number[] | undefined {
  if (weights === undefined) return undefined;
  check(isList(weights), 'classWeights', weights, 'give an array with one number for each class');
  const copy = Array.from(weights);
  const largest = Math.max(...copy);
  if (!copy.every((weight) => Number.isFinite(weight) && weight >= 0) || !(largest > 0)) {
    throw new LossError(
      'weights',
      `The class weights are [${copy}]. They are finite numbers from 0 up, and not all zero: see inverseLogFrequency.`,
    );
  }
  return copy.map((weight) => weight / largest);
}

function isList(values: unknown): boolean {
  return Array.isArray(values) || ArrayBuffer.isView(values);
}

/** The weights of this many classes; all 1 where none were given. */
export function weightsFor(classes: number, weights: number[] | undefined): number[] {
  if (weights && weights.length !== classes) {
    throw new LossError(
      'weights',
      `There are ${weights.length} class weights for logits of ${classes} classes. Give one weight for each class.`,
    );
  }
  return weights ?? new Array(classes).fill(1);
}

/** Pixel counts by class, as the weightings below take them. */
export function checkCounts(counts: ArrayLike<number>, { positive }: { positive: boolean }): number[] {
  check(isList(counts), 'The pixel counts', counts, 'give an array with one number for each class');
  const copy = Array.from(counts);
  const total = copy.reduce((sum, count) => sum + count, 0);
  const lowest = positive ? Number.MIN_VALUE : 0;
  if (!copy.every((count) => Number.isFinite(count) && count >= lowest) || !(total > 0)) {
    throw new LossError(
      'weights',
      `The pixel counts are [${copy}]. They are finite, not negative${positive ? ', above 0 for every class' : ''}, and ` +
        `not all zero: count over the whole training set${positive ? ', or use inverseLogFrequency' : ''}.`,
    );
  }
  return copy;
}
