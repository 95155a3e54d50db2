/** One call from label arrays to confusion counts. */
import { ConfusionCounts, type ConfusionOptions } from './confusion-counts.js';
import { MetricsError } from './errors.js';
import type { LabelArray } from './labels.js';

type OneOrMany = LabelArray | readonly LabelArray[];

function isMany(labels: OneOrMany): labels is readonly LabelArray[] {
  return Array.isArray(labels) && typeof labels[0] === 'object';
}

/**
 * Counts how often each class was predicted for each true class, in one pass.
 *
 * @param prediction labels of one image, or an array of images (sizes may differ from image to image)
 * @param truth labels of the same shape or shapes
 * @returns counts to hand to `scores`, `iou`, `dice` ...; `add` and `merge` more into them
 * @throws {MetricsError} `shape-mismatch`, `nan`, `not-integer`, `label-range` or `invalid-argument`
 *
 * @example
 * const counts = confusion([0, 1, 1, 0], [0, 1, 0, 255], { classes: 2, ignore: 255 });
 * counts.matrix; // Float64Array [1, 1, 0, 1]: rows are truths, columns predictions
 */
export function confusion(
  prediction: OneOrMany,
  truth: OneOrMany,
  options: ConfusionOptions,
): ConfusionCounts {
  const counts = new ConfusionCounts(options);
  const predictions = isMany(prediction) ? prediction : [prediction];
  const truths = isMany(truth) ? truth : [truth];
  if (predictions.length !== truths.length) {
    throw new MetricsError(
      'shape-mismatch',
      `There are ${predictions.length} predictions and ${truths.length} truths. Pass one truth for each prediction.`,
    );
  }
  for (let i = 0; i < truths.length; i++) counts.add(predictions[i], truths[i]);
  return counts;
}
