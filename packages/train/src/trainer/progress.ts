import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import type { TrainError } from '../errors.js';
import type { StepEvent } from '../types.js';
import { divergedError, type FailedStep } from './divergence.js';
import type { Snapshot } from './snapshot.js';

/** Where a run stands, and the last state in which everything was finite, to go back to. */
export class Progress {
  /** The event of the last update. */
  lastStep: StepEvent | undefined;
  /** Before the last update: with these weights loss and gradients were finite. */
  private proven: Snapshot | undefined;

  /** @param state replaced, never changed in place: snapshots keep it */
  constructor(public state: CheckpointState) {}

  /** After an update. Takes the snapshot over. */
  advance(state: CheckpointState, event: StepEvent, before: Snapshot): void {
    this.proven?.dispose();
    this.proven = before;
    this.state = state;
    this.lastStep = event;
  }

  /**
   * Sets model, optimizer and state back to the last weights that are finite, and gives the error that says so.
   *
   * @param before the failed step, where it failed before its update
   */
  setBack(failed: FailedStep, before?: Snapshot): TrainError {
    // Weights that are not finite before the step: the update before ruined them.
    const target = (failed.first.kind === 'weight' && this.proven) || before;
    target?.restore();
    this.state = target?.state ?? this.state;
    return divergedError(failed, this.state);
  }

  dispose(): void {
    this.proven?.dispose();
    this.proven = undefined;
  }
}
