/** Who looks on while a run goes: event files, a live page. */
import type { EpochRow } from '../report/history.js';

export interface RunStart {
  /** What is trained, in words. */
  title: string;
  totalSteps: number;
  epochs: number;
  /** Steps and epochs of earlier parts of the run. */
  done: number;
  history: readonly EpochRow[];
}

export interface RunStep {
  /** From 1. */
  step: number;
  /** From 1. */
  epoch: number;
  loss: number;
  learningRate: number;
  /** In words; undefined as long as nothing can be said. */
  left?: string;
}

export interface RunObserver {
  start(facts: RunStart): Promise<void> | void;
  step(facts: RunStep): Promise<void> | void;
  /** @param history All epochs so far, this one last. */
  epoch(row: EpochRow, history: readonly EpochRow[]): Promise<void> | void;
  /** `finished`, `stopped` or `failed`. */
  end(how: 'finished' | 'stopped' | 'failed'): Promise<void> | void;
}
