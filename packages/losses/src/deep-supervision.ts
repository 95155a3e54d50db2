import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { check, checkOptions } from './check-options.js';
import { combine } from './combine.js';
import { LossError } from './errors.js';
import { named, type SegmentationLoss } from './segmentation-loss.js';
import { checkTermWeights, weightedSum } from './weighted-sum.js';

/** Options of `deepSupervision`. */
export interface DeepSupervisionOptions {
  /** One weight for each head, in the model's order. Default [1, 0.4, 0.4, 0.4]: the final prediction first. */
  weights?: readonly number[];
}

/** A loss of all heads of a model, as `deepSupervision` makes it. */
export interface DeepSupervisionLoss {
  /** `labels` is one tensor for all heads, or one for each; `heads` are the logits of all heads. */
  (labels: Tensor | readonly Tensor[], heads: readonly Tensor[]): Scalar;
  readonly name: string;
  /** The weighted loss of each head, for `model.compile({ loss: supervised.losses })`, which adds them up. */
  readonly losses: SegmentationLoss[];
}

/**
 * Deep supervision, eq. (18)-(19): `L = L_1 + 0.4 (L_2 + L_3 + L_4)`, the same loss for every head of a model, weighted.
 * Every head has the size of the labels; resizing belongs to the model.
 *
 * @throws {LossError} `weights` for weights that are negative or not finite; `shape` unless there is one head, and one
 * tensor of labels, for each weight
 * @example
 * const loss = deepSupervision(crossEntropy({ classWeights: [1.4, 7.2] }));
 * optimizer.minimize(() => loss(labels, model.apply(images, { training: true })));
 */
export function deepSupervision(
  loss: SegmentationLoss,
  options: DeepSupervisionOptions = {},
): DeepSupervisionLoss {
  const { weights = [1, 0.4, 0.4, 0.4] } = checkOptions('deepSupervision', options, { weights: 1 });
  check(typeof loss === 'function', 'The loss', loss, 'give a loss, such as crossEntropy()');
  checkTermWeights(weights);
  const supervised = (labels: Tensor | readonly Tensor[], heads: readonly Tensor[]): Scalar => {
    check(Array.isArray(heads), 'The heads', heads, 'give the logits of all heads, in an array');
    const labelsOf: readonly Tensor[] = isTensor(labels) ? heads.map(() => labels) : labels;
    if (heads.length !== weights.length || labelsOf.length !== weights.length) {
      throw new LossError(
        'shape',
        `There are ${heads.length} heads, ${labelsOf.length} label tensors and ${weights.length} weights. Give as many ` +
          'of each, or one label tensor for all heads.',
      );
    }
    return weightedSum(
      heads.map((head, i) => () => loss(labelsOf[i], head)),
      weights,
    );
  };
  const losses = weights.map((weight) => combine([[loss, weight]]));
  return Object.assign(named(`deepSupervision(${loss.name})`, supervised), { losses });
}

function isTensor(labels: Tensor | readonly Tensor[]): labels is Tensor {
  return !Array.isArray(labels);
}
