/** From tensors to confusion counts. */

import type { Tensor } from '@tensorflow/tfjs-core';
import { checkOptions } from '../check-options.js';
import { confusion } from '../confusion.js';
import type { ConfusionCounts, ConfusionOptions } from '../confusion-counts.js';
import { MetricsError } from '../errors.js';
import { pixelShape, readLabels, type TensorFormat } from './read-labels.js';

/** Options of `confusionFromTensors`. */
export interface ConfusionFromTensorsOptions extends ConfusionOptions {
  /** Default `'logits'`. */
  predictionFormat?: TensorFormat;
  /** Default `'labels'`. */
  truthFormat?: TensorFormat;
}

/**
 * Confusion counts of a batch of any rank. Each tensor is read once, asynchronously; none is left behind.
 *
 * @param prediction for instance `[batch, height, width, classes]` logits
 * @param truth for instance `[batch, height, width]` or `[batch, height, width, 1]` labels
 * @throws {MetricsError} what `confusion` and `readLabels` throw
 *
 * @example
 * const counts = await confusionFromTensors(model.predict(x), y, { classes: 2, ignore: 255 });
 * scores(counts).iou;
 */
export async function confusionFromTensors(
  prediction: Tensor,
  truth: Tensor,
  options: ConfusionFromTensorsOptions,
): Promise<ConfusionCounts> {
  const names = { classes: 1, ignore: 1, predictionFormat: 1, truthFormat: 1 } as const;
  checkOptions('confusionFromTensors', options, names);
  const { classes, ignore, predictionFormat = 'logits', truthFormat = 'labels' } = options;
  const predicted = { classes, format: predictionFormat };
  const actual = { classes, ignore, format: truthFormat };
  const shapes = [pixelShape(prediction, predicted), pixelShape(truth, actual)];
  const [a, b] = shapes.map((shape) => shape.join().replace(/(,?\b1)+$/, ''));
  if (a !== b) {
    throw new MetricsError(
      'shape-mismatch',
      `The prediction has pixels [${shapes[0]}] (shape [${prediction.shape}], ${predictionFormat}), the truth ` +
        `[${shapes[1]}] (shape [${truth.shape}], ${truthFormat}). Both must agree; check the formats.`,
    );
  }
  const labels = await Promise.all([readLabels(prediction, predicted), readLabels(truth, actual)]);
  return confusion(labels[0], labels[1], { classes, ignore });
}
