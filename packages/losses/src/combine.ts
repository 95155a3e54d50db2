import type { Tensor } from '@tensorflow/tfjs-core';
import { check } from './check-options.js';
import { named, type SegmentationLoss } from './segmentation-loss.js';
import { checkTermWeights, weightedSum } from './weighted-sum.js';

/** One term of a sum of losses. */
export interface LossTerm {
  readonly name: string;
  readonly weight: number;
  readonly loss: SegmentationLoss;
}

/** A sum of losses, as `combine` makes it. */
export interface CombinedLoss extends SegmentationLoss {
  /** What is added up, to report each term by itself. */
  readonly terms: readonly LossTerm[];
}

/**
 * The weighted sum of losses. Any function from labels and logits to a scalar may be a term; one of your own brings its
 * own gradients. The result's name lists the terms, for example `crossEntropy + 0.5 dice`.
 *
 * @throws {LossError} `weights` when there is no term, or a weight is negative or not finite
 * @example
 * const loss = combine([[crossEntropy(), 1], [dice({ background: false }), 0.5]]);
 * for (const { name, loss: term } of loss.terms) console.log(name, term(labels, logits).dataSync()[0]);
 */
export function combine(losses: readonly (readonly [SegmentationLoss, number])[]): CombinedLoss {
  const arePairs = Array.isArray(losses) && losses.every((pair) => typeof pair?.[0] === 'function');
  check(
    arePairs,
    'The losses',
    losses,
    'give an array of pairs, such as [[crossEntropy(), 1], [dice(), 0.5]]',
  );
  const terms = losses.map(([loss, weight]) => ({ name: loss.name, weight, loss }));
  const weights = terms.map(({ weight }) => weight);
  checkTermWeights(weights);
  const sum = (labels: Tensor, logits: Tensor) =>
    weightedSum(
      terms.map(
        ({ loss }) =>
          () =>
            loss(labels, logits),
      ),
      weights,
    );
  return Object.assign(named(terms.map(label).join(' + '), sum), { terms });
}

function label({ name, weight }: LossTerm): string {
  if (weight === 1) return name;
  return name.includes(' ') ? `${weight} (${name})` : `${weight} ${name}`;
}
