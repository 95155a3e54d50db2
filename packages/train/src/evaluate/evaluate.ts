/** Scores a model on whole images with the figures of `@miniseg/metrics`. */
import type { LoadSample, Sample } from '@miniseg/data/samples';
import { batchTensors } from '@miniseg/data/tfjs';
import type { SegmentationLoss } from '@miniseg/losses';
import {
  type ConfusionCounts,
  LabelMetrics,
  type PaperMetricsResult,
  type PaperProtocol,
} from '@miniseg/metrics';
import { readLabels } from '@miniseg/metrics/tfjs';
import { dispose, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { check, checkOptions } from '../check-options.js';
import { TrainError } from '../errors.js';
import { atSizeOf } from '../trainer/model-gradients.js';
import { checkModel, logitsOf } from '../trainer/model-outputs.js';
import type { EvaluationContext, EvaluationOptions, EvaluationResult, Figures } from '../types.js';

/** Options of `evaluate` and `evaluator`. */
export interface EvaluateOptions {
  /** Number of cases. */
  count: number;
  /** Gives a case, not augmented; `itemLoader` of `@miniseg/data` makes such a function. Sizes may differ. */
  load: LoadSample;
  /** Names a case in the details. Default: its number, from 0. */
  id?: (index: number) => string;
  /** How SEN, SPC, DSC and HD are defined; see `PaperProtocol` of `@miniseg/metrics`. Default 'reference'. */
  protocol?: PaperProtocol;
  /** Classes that are scored; figures are means over them. Default: all but 0. */
  labels?: readonly number[];
  /** Adds the figure `loss`, a mean over the cases, of the model's prediction. */
  loss?: SegmentationLoss;
  /** Pixels of this label count nowhere, whatever was predicted. Default 255. */
  ignoreLabel?: number;
}

/** What the figures of an evaluation were computed from. */
export interface EvaluationDetails {
  /** By class label, each with its cases. */
  classes: Record<number, PaperMetricsResult>;
  /** Over all classes; `toJSON` gives plain data. */
  counts: ConfusionCounts;
}

/**
 * One pass over the cases, one by one, in inference mode. Figures are those of `LabelMetrics` of `@miniseg/metrics`:
 * `mIoU` from one confusion matrix over all pixels, and `SEN`, `SPC`, `DSC`, `HD` (pixels), means over the cases.
 *
 * @throws {TrainError} `data` without cases or masks, `label` for a label that is no class; what `load` throws
 * @example
 * const { figures, details } = await evaluate(model, { count: test.length, load: itemLoader(test, { read, normalize }) });
 */
export async function evaluate(
  model: LayersModel,
  options: EvaluateOptions,
  context: { signal?: AbortSignal } = {},
): Promise<EvaluationResult & { details: EvaluationDetails }> {
  checkModel(model);
  checkEvaluateOptions('evaluate', options);
  // A trainer's context has more in it: see EvaluationContext.
  const names = { signal: 1, epoch: 1, step: 1 } as const;
  const { signal } = checkOptions<Partial<EvaluationContext>>('evaluate', context, names);
  const { count, load, id = String, protocol = 'reference', ignoreLabel = 255, loss } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new TrainError('data', `There are ${count} cases to evaluate; give at least one.`);
  }
  const { classes } = logitsOf(model);
  const metrics = new LabelMetrics({ classes, labels: options.labels, ignore: ignoreLabel, protocol });
  let lossSum = 0;
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    const sample = await load({ seed: 0, epoch: 0, index });
    const truth = truthOf(sample, id(index), classes, ignoreLabel);
    const { prediction, loss: own } = await predict(model, sample, classes, loss);
    lossSum += own;
    metrics.add({ id: id(index), prediction, truth, shape: [sample.height, sample.width] });
  }
  const { mean, classes: byClass, counts } = metrics.result();
  const figures: Figures = { ...mean };
  if (loss) figures.loss = lossSum / count;
  return { figures, details: { classes: byClass, counts } };
}

/**
 * `evaluate` as a trainer wants it.
 *
 * @example new Trainer({ ...options, evaluation: { run: evaluator({ count, load }), monitor: 'DSC' } });
 */
export function evaluator(options: EvaluateOptions): EvaluationOptions['run'] {
  checkEvaluateOptions('evaluator', options);
  return (model, context) => evaluate(model, options, context);
}

function checkEvaluateOptions(owner: string, options: EvaluateOptions): void {
  const names = { count: 1, load: 1, id: 1, protocol: 1, labels: 1, loss: 1, ignoreLabel: 1 } as const;
  const { load, id, labels, loss } = checkOptions(owner, options, names);
  check(
    typeof load === 'function',
    'load',
    load,
    'it is a function that gives a case, such as itemLoader(items, options)',
  );
  check(id === undefined || typeof id === 'function', 'id', id, 'it is a function from a number to a name');
  check(
    labels === undefined || Array.isArray(labels),
    'labels',
    labels,
    'they are an array of classes, such as [1]',
  );
  check(
    loss === undefined || typeof loss === 'function',
    'loss',
    loss,
    'it is a loss, such as crossEntropy()',
  );
}

function truthOf({ mask }: Sample, id: string, classes: number, ignoreLabel: number): Uint8Array {
  if (!mask) throw new TrainError('data', `Case ${id} has no mask. Evaluation needs one for every case.`);
  const foreign = mask.find((label) => label >= classes && label !== ignoreLabel);
  if (foreign === undefined) return mask;
  throw new TrainError(
    'label',
    `The mask of case ${id} has the label ${foreign}. The model has ${classes} classes: labels are 0 to ${classes - 1}, ` +
      `or ${ignoreLabel} for pixels to ignore.`,
  );
}

async function predict(
  model: LayersModel,
  { width, height, channels, image, mask }: Sample,
  classes: number,
  loss: SegmentationLoss | undefined,
): Promise<{ prediction: Int32Array; loss: number }> {
  const tensors = tidy(() => {
    const { xs, ys } = batchTensors({ shape: [1, height, width, channels], images: image, masks: mask });
    const outputs = model.predict(xs) as Tensor4D | Tensor4D[];
    const logits = atSizeOf(Array.isArray(outputs) ? outputs[0] : outputs, ys);
    return { logits, ...(loss ? { loss: loss(ys, logits) } : {}) };
  });
  try {
    const prediction = await readLabels(tensors.logits, { format: 'logits', classes });
    return { prediction: Int32Array.from(prediction), loss: (await tensors.loss?.data())?.[0] ?? 0 };
  } finally {
    dispose(tensors);
  }
}
