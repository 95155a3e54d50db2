/** Checks the options of a trainer and fills in what was left out. */
import { crc32 } from '@miniseg/checkpoints';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { WeightAverage } from '../averaging/weight-average.js';
import { check, checkOptions } from '../check-options.js';
import { checkSource } from '../data/passes.js';
import { TrainError } from '../errors.js';
import { adam } from '../optimizers/adam.js';
import type { NamedOptimizer } from '../optimizers/named-optimizer.js';
import { poly } from '../schedules/poly.js';
import type { ClipOptions, GradientFunction, Json, Schedule, TrainerOptions } from '../types.js';
import { modelGradients } from './model-gradients.js';
import { logitsOf, type ModelOutputs } from './model-outputs.js';
import { keyedWeights } from './weight-keys.js';

export interface ResolvedTrainerOptions extends TrainerOptions {
  headWeights: readonly number[];
  ignoreLabel: number;
  optimizer: NamedOptimizer;
  schedule: Schedule;
  seed: number;
  accumulate: number;
  clip: ClipOptions;
  gradients: GradientFunction;
  outputs: ModelOutputs;
  average: WeightAverage | undefined;
}

/** @throws {TrainError} `invalid-argument`, `model` or `data` */
export function resolveOptions(options: TrainerOptions): ResolvedTrainerOptions {
  checkOptions('Trainer', options, {
    model: 1,
    data: 1,
    epochs: 1,
    loss: 1,
    headWeights: 1,
    ignoreLabel: 1,
    optimizer: 1,
    schedule: 1,
    seed: 1,
    accumulate: 1,
    clip: 1,
    averaging: 1,
    evaluation: 1,
    earlyStopping: 1,
    checkpoints: 1,
    gradients: 1,
    config: 1,
  });
  checkParts(options);
  const { model, data, evaluation, earlyStopping, checkpoints, clip = {}, accumulate = 1 } = options;
  const { ignoreLabel = 255, seed = 0 } = options;
  const outputs = logitsOf(model);
  if (model.trainableWeights.length === 0) {
    throw new TrainError('model', 'The model has no trainable weights: set trainable on some of its layers.');
  }
  const headWeights =
    options.headWeights ?? Array.from({ length: outputs.heads }, (_, i) => (i === 0 ? 1 : 0.4));
  if (
    headWeights.length !== outputs.heads ||
    !headWeights.every((weight) => weight >= 0 && weight < Infinity)
  ) {
    throw new TrainError(
      'invalid-argument',
      `headWeights are [${headWeights}]; the model has ${outputs.heads} outputs and needs one weight of 0 or more for each.`,
    );
  }
  checkWhole('epochs', options.epochs);
  checkWhole('accumulate', accumulate);
  for (const [name, value] of [
    ['evaluation.everyEpochs', evaluation?.everyEpochs],
    ['checkpoints.everySteps', checkpoints?.everySteps],
    ['checkpoints.everyEpochs', checkpoints?.everyEpochs],
    ['checkpoints.keep', checkpoints?.keep],
  ] as const) {
    if (value !== undefined) checkWhole(name, value);
  }
  for (const [name, value] of [
    ['clip.norm', clip.norm],
    ['clip.value', clip.value],
  ] as const) {
    if (value !== undefined && !(value > 0))
      throw new TrainError('invalid-argument', `${name} is ${value}; it must be positive.`);
  }
  const { averaging } = options;
  if (averaging !== undefined) checkOptions('averaging of Trainer', averaging, { decay: 1 });
  if (averaging && !(averaging.decay > 0 && averaging.decay < 1)) {
    throw new TrainError(
      'invalid-argument',
      `averaging.decay is ${averaging.decay}; it must lie between 0 and 1, as 0.998.`,
    );
  }
  if (!Number.isSafeInteger(seed))
    throw new TrainError('invalid-argument', `seed is ${seed}; it must be a whole number.`);
  if (earlyStopping && !evaluation) {
    throw new TrainError(
      'invalid-argument',
      'earlyStopping needs an evaluation, whose figure it watches: give evaluation.',
    );
  }
  if (evaluation && !['max', 'min', undefined].includes(evaluation.mode)) {
    throw new TrainError(
      'invalid-argument',
      `evaluation.mode is ${evaluation.mode}; it must be 'max' or 'min'.`,
    );
  }
  if (!Number.isInteger(data.batchesPerEpoch) || data.batchesPerEpoch < 1) {
    throw new TrainError(
      'data',
      `The data has ${data.batchesPerEpoch} batches in an epoch. Give at least one item, and no larger batches than there ` +
        'are items when the last one is dropped.',
    );
  }
  return {
    ...options,
    headWeights,
    ignoreLabel,
    seed,
    accumulate,
    clip,
    outputs,
    optimizer: options.optimizer ?? adam({ weightDecay: 1e-4 }),
    schedule: options.schedule ?? poly(),
    gradients: options.gradients ?? modelGradients,
    average: averaging && new WeightAverage(model, averaging.decay),
  };
}

/** The options as a checkpoint keeps them. The run that continues it must have the same. */
export function settingsOf(options: ResolvedTrainerOptions): { readonly [name: string]: Json } {
  const { model, data, epochs, loss, headWeights, ignoreLabel, optimizer, schedule, seed, accumulate } =
    options;
  const { clip, averaging, evaluation, config } = options;
  const settings = {
    model: architectureSum(model),
    data: { batchesPerEpoch: data.batchesPerEpoch, order: data.order ? sumOf(data.order(0)) : null },
    epochs,
    loss: loss.name,
    headWeights,
    ignoreLabel,
    optimizer: { className: optimizer.getClassName(), ...optimizer.settings() },
    schedule: schedule.config ?? 'custom',
    seed,
    accumulate,
    clip,
    // Absent without: checkpoints of earlier releases go on.
    averaging,
    evaluation: evaluation ? { monitor: evaluation.monitor ?? 'DSC', mode: evaluation.mode ?? 'max' } : null,
    config: config ?? null,
  };
  // As it will be read: without what JSON leaves out.
  return JSON.parse(JSON.stringify(settings));
}

/** Layers, their settings, and the names and shapes of their weights. */
function architectureSum(model: LayersModel): string {
  const weights = keyedWeights(model).map(({ key, weight, trainable }) => [key, weight.shape, trainable]);
  const layers = model.layers.map((layer) => [layer.getClassName(), layer.getConfig()]);
  return sumOf({ weights, layers });
}

function sumOf(value: unknown): string {
  return crc32(new TextEncoder().encode(JSON.stringify(value)))
    .toString(16)
    .padStart(8, '0');
}

/** The kinds of all options, and the names in those that are objects. */
function checkParts(options: TrainerOptions): void {
  const { clip, evaluation, earlyStopping, checkpoints, headWeights, ignoreLabel } = options;
  const { loss, optimizer, schedule, gradients } = options;
  checkSource(options.data);
  check(typeof loss === 'function', 'loss', loss, 'give crossEntropy() or the like');
  if (clip !== undefined) checkOptions('clip of Trainer', clip, { norm: 1, value: 1 });
  if (evaluation !== undefined) {
    const names = { run: 1, everyEpochs: 1, monitor: 1, mode: 1 } as const;
    const { run } = checkOptions('evaluation of Trainer', evaluation, names);
    check(
      typeof run === 'function',
      'evaluation.run',
      run,
      'it is a function, such as evaluator({ count, load })',
    );
  }
  if (earlyStopping !== undefined) {
    const { patience } = checkOptions('earlyStopping of Trainer', earlyStopping, {
      patience: 1,
      minDelta: 1,
    });
    checkWhole('earlyStopping.patience', patience);
  }
  if (checkpoints !== undefined) {
    const names = { storage: 1, everySteps: 1, everyEpochs: 1, keep: 1 } as const;
    const { storage } = checkOptions('checkpoints of Trainer', checkpoints, names);
    const isStorage = typeof storage?.write === 'function' && typeof storage.read === 'function';
    check(isStorage, 'checkpoints.storage', storage, "it is a storage, such as folderStorage('run')");
  }
  check(
    headWeights === undefined || Array.isArray(headWeights),
    'headWeights',
    headWeights,
    'they are an array',
  );
  check(
    ignoreLabel === undefined || Number.isInteger(ignoreLabel),
    'ignoreLabel',
    ignoreLabel,
    'it is a whole number',
  );
  const isOptimizer = optimizer === undefined || typeof optimizer?.applyFlat === 'function';
  check(
    isOptimizer,
    'optimizer',
    optimizer,
    'give adam(), adamW() or sgd() of @miniseg/train: others cannot be resumed',
  );
  check(
    schedule === undefined || typeof schedule === 'function',
    'schedule',
    schedule,
    'give poly(), constant(1e-3) or the like',
  );
  check(
    gradients === undefined || typeof gradients === 'function',
    'gradients',
    gradients,
    'it is a function',
  );
}

function checkWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new TrainError('invalid-argument', `${name} is ${value}; it must be a whole number from 1 on.`);
}
