/** The events of a run. Steps, epochs and batches are counted from 0. */
import type { Figures } from './figures.js';

/** One line of the learning curve. */
export interface EpochRecord {
  epoch: number;
  /** Updates so far. */
  step: number;
  /** Mean over the batches of the epoch. */
  loss: number;
  heads: number[];
  /** Learning rate of the epoch's last update. */
  learningRate: number;
  /** Time spent in the epoch's steps and its evaluation. */
  seconds: number;
  /** The figures of the evaluation; absent where the epoch was not evaluated. */
  figures?: Figures;
  /** The monitored figure is the best so far. */
  best?: boolean;
}

/** The epoch with the best monitored figure so far. */
export interface BestEpoch {
  epoch: number;
  step: number;
  /** Value of the monitored figure. */
  value: number;
}

/** A run begins, or goes on. */
export interface StartEvent {
  type: 'start';
  /** False: from the model as it was given. */
  resumed: boolean;
  /** The next update. */
  step: number;
  epoch: number;
  batch: number;
  totalSteps: number;
  stepsPerEpoch: number;
  epochs: number;
  parameters: number;
  trainableParameters: number;
  backend: string;
  history: readonly EpochRecord[];
}

/** An update of the weights was made. */
export interface StepEvent {
  type: 'step';
  step: number;
  epoch: number;
  /** Last batch of the step within the epoch. */
  batch: number;
  loss: number;
  heads: number[];
  learningRate: number;
  /** Before clipping. */
  gradientNorm: number;
  /** Items that the step saw. */
  indices: number[];
  /** [height, width] of the last batch's images. */
  size: [number, number];
  seconds: number;
}

/** An epoch was evaluated. */
export interface EvaluationEvent {
  type: 'evaluation';
  epoch: number;
  step: number;
  figures: Figures;
  details?: unknown;
  best: boolean;
  seconds: number;
}

/** An epoch is over. */
export interface EpochEvent extends EpochRecord {
  type: 'epoch';
}

/** A checkpoint was written. */
export interface CheckpointEvent {
  type: 'checkpoint';
  kind: 'last' | 'best';
  /** In the storage. */
  name: string;
  step: number;
  epoch: number;
  bytes: number;
}

/** Something is worth knowing and does not stop the run. */
export interface WarningEvent {
  type: 'warning';
  code: 'corrupt-checkpoint' | 'other-backend' | 'not-reproducible' | 'monitor-undefined';
  message: string;
}

/** `pause()` took effect; the next event comes after `resume()`. */
export interface PauseEvent {
  type: 'pause';
  step: number;
}

/** The run is over. */
export interface EndEvent {
  type: 'end';
  reason: 'finished' | 'stopped-early' | 'aborted';
  step: number;
  epoch: number;
  best?: BestEpoch;
  history: readonly EpochRecord[];
}

/** Everything that `Trainer.run` tells of; `type` says which it is. */
export type TrainEvent =
  | StartEvent
  | StepEvent
  | EvaluationEvent
  | EpochEvent
  | CheckpointEvent
  | WarningEvent
  | PauseEvent
  | EndEvent;
