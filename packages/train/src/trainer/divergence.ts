import { dispose } from '@tensorflow/tfjs-core';
import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import { type Diagnosis, TrainError } from '../errors.js';
import { diagnose } from './diagnose.js';
import type { ResolvedTrainerOptions } from './resolve-options.js';
import type { Snapshot } from './snapshot.js';
import type { NonFinite } from './update.js';

/** A failed step, before it is known to which step the weights are set back. */
export type FailedStep = Omit<Diagnosis, 'restoredStep'>;

/** Looks for the reason why a batch gave a loss or a gradient that is not finite. Uses the batch's tensors up. */
export async function investigate(
  { batch, loss, heads, result }: NonFinite,
  { model, seed, schedule }: ResolvedTrainerOptions,
  { before, microStep, total }: { before: Snapshot; microStep: number; total: number },
): Promise<FailedStep> {
  const { gradients } = result;
  const first = await diagnose({ model, batch, before, loss, gradients, seed, microStep });
  dispose([result.loss, result.heads, gradients]);
  const { step, epoch, batch: number } = before.state;
  const learningRate = schedule(step, total);
  return { step, epoch, batch: number, indices: batch.indices, learningRate, loss, heads, first };
}

/** The error for a step that failed, once model and optimizer are back at `restored`. */
export function divergedError(failed: FailedStep, restored: CheckpointState): TrainError {
  const { step, epoch, batch, indices, learningRate, loss, first } = failed;
  const diagnosis: Diagnosis = { ...failed, restoredStep: restored.step };
  return new TrainError(
    'diverged',
    `Training diverged at step ${step} (epoch ${epoch}, batch ${batch}, items [${indices}], learning rate ${learningRate}): ` +
      `the loss is ${loss}, and the first that is not finite is the ${first.kind} '${first.name}'. The model was set back ` +
      `to before step ${restored.step}; no checkpoint was written since. ${cure(first.kind)}`,
    { diagnosis },
  );
}

function cure(kind: Diagnosis['first']['kind']): string {
  return kind === 'input'
    ? 'Look at that image and its normalization.'
    : 'Lower the learning rate, start with warmup, clip the gradients (clip: { norm: 1 }), or look at these items.';
}
