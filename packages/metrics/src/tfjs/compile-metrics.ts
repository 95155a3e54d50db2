/**
 * mIoU and Dice as functions for `model.compile({metrics: [...]})`: tensors in, a scalar out, all on the backend.
 *
 * They are figures of a batch, and training averages them over batches: a guide while training. Figures to report
 * come from counts over the whole data set (`confusionFromTensors`).
 */

import {
  add,
  any,
  argMax,
  cast,
  divNoNan,
  equal,
  expandDims,
  greater,
  isNaN as isNaNTensor,
  mean,
  mul,
  range,
  reshape,
  type Scalar,
  slice,
  sub,
  sum,
  type Tensor,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { check, checkOptions } from '../check-options.js';
import { MetricsError } from '../errors.js';
import { checkTensor } from './read-labels.js';

/** What `model.compile` takes as a metric. */
export type CompileMetric = (yTrue: Tensor, yPred: Tensor) => Scalar;

/** Options of `meanIoUMetric` and `diceMetric`. */
export interface CompileMetricOptions {
  /** For outputs with one channel: above this is class 1. Default 0.5, for sigmoid outputs; 0 suits logits. */
  threshold?: number;
  /** The value of a batch in which none of the classes occurs, neither true nor predicted. Default 1. */
  absent?: number;
}

interface BatchShares {
  /**
   * For each class the share of all pixels that are rightly predicted, predicted, and true. Shares and not sums, because
   * sums overflow in float16 on some phones.
   */
  right: Tensor;
  predicted: Tensor;
  actual: Tensor;
}

/**
 * Mean IoU of a batch over the classes that occur in it, true or predicted; see `meanIoU`.
 *
 * @example
 * model.compile({ optimizer, loss, metrics: [meanIoUMetric({ threshold: 0 })] });
 */
export function meanIoUMetric(options: CompileMetricOptions = {}): CompileMetric {
  return compileMetric('meanIoU', options, ({ right, predicted, actual }) => ({
    part: right,
    whole: sub(add(predicted, actual), right),
  }));
}

/**
 * Dice coefficient of a batch, mean over the foreground classes (1 and up) that occur in it; see `diceCoefficient`.
 *
 * @example
 * model.compile({ optimizer, loss, metrics: [diceMetric({ absent: 0 })] });
 */
export function diceMetric(options: CompileMetricOptions = {}): CompileMetric {
  return compileMetric('diceCoefficient', options, ({ right, predicted, actual }) => {
    const foreground = (values: Tensor) => slice(values, [1], [values.size - 1]);
    return { part: foreground(mul(right, 2)), whole: foreground(add(predicted, actual)) };
  });
}

/**
 * mIoU of a batch, for `model.compile({metrics: [meanIoU]})`.
 *
 * @param yTrue labels `[...]` or `[..., 1]`, or one-hot `[..., classes]`; labels that are no class (255) and all-zero
 * rows are left out
 * @param yPred `[..., classes]` logits or probabilities, the largest wins; or `[..., 1]` probabilities of class 1
 * @returns a scalar; NaN when the output holds NaN
 *
 * @example
 * model.compile({ optimizer: 'adam', loss, metrics: [meanIoU, diceCoefficient] });
 */
export const meanIoU: CompileMetric = /* @__PURE__ */ meanIoUMetric();

/** Dice coefficient of the foreground of a batch, for `model.compile({metrics: [diceCoefficient]})`; as `meanIoU`. */
export const diceCoefficient: CompileMetric = /* @__PURE__ */ diceMetric();

function compileMetric(
  name: string,
  options: CompileMetricOptions,
  ratio: (shares: BatchShares) => { part: Tensor; whole: Tensor },
): CompileMetric {
  const { threshold = 0.5, absent = 1 } = checkOptions(name, options, { threshold: 1, absent: 1 });
  const rule = 'it is a number';
  check(typeof threshold === 'number', 'threshold', threshold, rule);
  check(typeof absent === 'number', 'absent', absent, rule);
  const metric = (yTrue: Tensor, yPred: Tensor): Scalar =>
    tidy(() => {
      const { part, whole } = ratio(batchShares(yTrue, yPred, threshold));
      const occurs = cast(greater(whole, 0), 'float32');
      const value = divNoNan(sum(divNoNan(part, whole)), sum(occurs));
      const counted = where(greater(sum(occurs), 0), value, absent);
      return where(any(isNaNTensor(yPred)), Number.NaN, counted) as Scalar;
    });
  // tfjs-layers names the column in its logs after the function.
  return Object.defineProperty(metric, 'name', { value: name });
}

function batchShares(yTrue: Tensor, yPred: Tensor, threshold: number): BatchShares {
  checkTensor(yTrue, 'yTrue');
  checkTensor(yPred, 'yPred');
  const channels = yPred.shape.at(-1) ?? 0;
  const classes = Math.max(2, channels);
  const pixels = yPred.shape.slice(0, -1);
  const pixelCount = pixels.reduce((product, n) => product * n, 1);
  const isOneHot = channels > 1 && String(yTrue.shape) === String(yPred.shape);
  if (!isOneHot && yTrue.size !== pixelCount) {
    throw new MetricsError(
      'shape-mismatch',
      `yTrue has shape [${yTrue.shape}], yPred [${yPred.shape}]. yTrue must hold one label per pixel, or one-hot rows ` +
        'in the shape of yPred.',
    );
  }
  const oneHot = (labels: Tensor) =>
    cast(equal(expandDims(cast(labels, 'float32'), -1), range(0, classes, 1, 'float32')), 'float32');
  const actual = isOneHot ? cast(yTrue, 'float32') : oneHot(reshape(yTrue, pixels));
  const label = channels > 1 ? argMax(yPred, -1) : reshape(greater(yPred, threshold), pixels);
  const predicted = mul(oneHot(label), sum(actual, -1, true));
  const share = (values: Tensor) => mean(reshape(values, [-1, classes]), 0);
  return { right: share(mul(actual, predicted)), predicted: share(predicted), actual: share(actual) };
}
