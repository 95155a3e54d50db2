/** What goes into a training run, and what comes out of it. Steps, epochs and batches are counted from 0. */
import type { Batch } from '@miniseg/data/samples';
import type { SegmentationLoss } from '@miniseg/losses';
import type { NamedTensorMap, Scalar } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Figures } from './figures.js';
import type { NamedOptimizer } from './optimizers/named-optimizer.js';

export type * from './events.js';
export type * from './figures.js';

/** Anything that survives `JSON.parse(JSON.stringify(x))`. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * The learning rate before update `step` of a run of `total` updates. A pure function, so that a resumed run needs no
 * state of it. `config` describes it in fingerprints and reports.
 */
export interface Schedule {
  (step: number, total: number): number;
  readonly config?: Json;
}

/** Images `shape` = [samples, height, width, channels], masks [samples, height, width]. */
export type TrainingBatch = Pick<Batch, 'shape' | 'images' | 'masks' | 'indices'>;

/**
 * Where batches come from: a `BatchSource` of `@miniseg/data` is one, `passes` makes one of several. The same epoch and
 * start must always give the same batches; that is what makes a resumed run exact.
 */
export interface TrainingSource {
  readonly batchesPerEpoch: number;
  /** The batches of an epoch from batch `start` on; none when `start` is `batchesPerEpoch`. Sizes may differ. */
  epoch(epoch: number, start?: number): AsyncIterable<TrainingBatch>;
  /** The items in their order, by which a checkpoint recognizes the data. */
  order?(epoch: number): readonly number[];
}

/** What a gradient function may use. */
export interface StepContext {
  readonly model: LayersModel;
  readonly loss: SegmentationLoss;
  /** One for each output of the model. */
  readonly headWeights: readonly number[];
  /** Update that the gradients are for. */
  readonly step: number;
  /** Batches that were computed since the run began: `step` times `accumulate` and more. */
  readonly microStep: number;
  readonly seed: number;
}

/** The trainer reads and disposes these tensors. */
export interface StepGradients {
  /** The weighted sum over the heads. */
  loss: Scalar;
  /** The loss of each head, unweighted. */
  heads: Scalar[];
  /** By the name of the tf.Variable. */
  gradients: NamedTensorMap;
}

/**
 * The one place where a trainer runs its model: forward and backward for one batch, batch normalization's running
 * values moved. Replace it to spread a batch over workers.
 */
export type GradientFunction = (
  batch: TrainingBatch,
  context: StepContext,
) => StepGradients | Promise<StepGradients>;

/** Where a run stands when it evaluates. */
export interface EvaluationContext {
  epoch: number;
  step: number;
  signal?: AbortSignal;
}

/** Result of an evaluation: `figures` are monitored and kept in the history; `details` are only passed on in the event. */
export interface EvaluationResult {
  figures: Figures;
  details?: unknown;
}

/** How a trainer evaluates. */
export interface EvaluationOptions {
  /** `evaluator(...)`, or a function of your own. It must leave the weights alone. */
  run: (model: LayersModel, context: EvaluationContext) => Promise<EvaluationResult>;
  /** Epochs from one evaluation to the next; the last epoch is always evaluated. Default 1. */
  everyEpochs?: number;
  /** The figure that tells the best epoch, and stops early. Default 'DSC'. */
  monitor?: string;
  /** Whether a larger or a smaller figure is better. Default 'max'. */
  mode?: 'max' | 'min';
}

/** When a trainer stops before its last epoch. */
export interface EarlyStoppingOptions {
  /** Evaluations in a row without a better figure, after which training ends. */
  patience: number;
  /** By how much a figure must be better to count. Default 0. */
  minDelta?: number;
}

/**
 * Where checkpoints are kept. `folderStorage` of `@miniseg/train/node`, `indexedDbStorage` of `@miniseg/train/web` and
 * `memoryStorage` are some.
 */
export interface CheckpointStorage {
  /** All of it or nothing: until the promise is fulfilled, a reader (after a crash too) finds what was there before. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
  list(): Promise<string[]>;
  /**
   * Keeps the storage for one run, from its start to its end, and gives the function that lets go of it. A storage without
   * it is not protected from two runs at once.
   *
   * @throws {TrainError} `locked` where another run has it
   */
  lock?(): Promise<() => Promise<void>>;
}

/** Where and how often a trainer writes checkpoints. */
export interface CheckpointOptions {
  storage: CheckpointStorage;
  /** Updates from one checkpoint to the next, within epochs too. Default: none but those at the end of epochs. */
  everySteps?: number;
  /** Epochs from one checkpoint to the next. Default 1. */
  everyEpochs?: number;
  /** How many of the newest are kept, so that one may be damaged. Default 2. */
  keep?: number;
}

/** How gradients are limited before an update. */
export interface ClipOptions {
  /** Scales all gradients together so that their Euclidean norm is at most this. */
  norm?: number;
  /** Before that, limits every element to [-value, value]. */
  value?: number;
}

/** Options of the moving average of weights. */
export interface AveragingOptions {
  /** Share of the average that stays at each update, in (0, 1); lower in the first updates. 0.998 suits thousands of them. */
  decay: number;
}

/** Options of `Trainer`. */
export interface TrainerOptions {
  /** Outputs are logits [batch, height, width, classes], the prediction first. Other sizes than the masks' are resized. */
  model: LayersModel;
  data: TrainingSource;
  epochs: number;
  /** The loss of one head. */
  loss: SegmentationLoss;
  /** One for each output. Default: 1 for the first and 0.4 for each other, eq. (19). */
  headWeights?: readonly number[];
  /** Label of pixels that the loss ignores. Default 255. */
  ignoreLabel?: number;
  /** Default `adam({ weightDecay: 1e-4 })`. The trainer disposes it. */
  optimizer?: NamedOptimizer;
  /** Default `poly({ rate: 1e-3 })`. */
  schedule?: Schedule;
  /** Seed of everything random in a model's training mode, such as dropout. Default 0. */
  seed?: number;
  /** Batches whose gradients are averaged for one update. Default 1. */
  accumulate?: number;
  clip?: ClipOptions;
  /**
   * Keeps an exponential moving average of all weights beside those that are trained. Evaluations, the best epoch and
   * `restoreAverage` go by the average. Default: none.
   */
  averaging?: AveragingOptions;
  evaluation?: EvaluationOptions;
  /** Needs `evaluation`. */
  earlyStopping?: EarlyStoppingOptions;
  checkpoints?: CheckpointOptions;
  /** Default: the model on the current backend. */
  gradients?: GradientFunction;
  /** Your settings (preset, fold, hashes of the data ...): kept in checkpoints, and compared when a run is resumed. */
  config?: Json;
}

/** Options of `Trainer.run`. */
export interface RunOptions {
  /**
   * `'auto'` continues from the newest good checkpoint where there is one, `'require'` fails where there is none,
   * `'never'` fails where there is one. Default `'auto'`. A second `run` of the same trainer continues where it stands.
   */
  resume?: 'auto' | 'require' | 'never';
  /** Settings (their paths, as the error names them) that may differ from those of the checkpoint, such as `'epochs'`. */
  allowChanges?: readonly string[];
  /** Stops after the step that is being computed, saves a checkpoint, and ends with the reason `'aborted'`. */
  signal?: AbortSignal;
}
