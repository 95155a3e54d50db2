/** Events and the state that goes with them, made from what happened. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { CheckpointState } from '../checkpoint/checkpoint-file.js';
import type { StartEvent, StepEvent } from '../types.js';
import type { ResolvedTrainerOptions } from './resolve-options.js';
import type { Gathered } from './update.js';

export function startEvent(
  { model, epochs }: ResolvedTrainerOptions,
  { step, epoch, batch, history }: CheckpointState,
  run: Pick<StartEvent, 'resumed' | 'stepsPerEpoch' | 'totalSteps'>,
): StartEvent {
  return {
    type: 'start',
    ...run,
    step,
    epoch,
    batch,
    epochs,
    parameters: parameters(model.weights),
    trainableParameters: parameters(model.trainableWeights),
    backend: getBackend(),
    history: [...history],
  };
}

export function stepEvent(
  { step, epoch, batch }: CheckpointState,
  { batches, loss, heads, norm, indices }: Gathered,
  rest: Pick<StepEvent, 'learningRate' | 'size' | 'seconds'>,
): StepEvent {
  return {
    type: 'step',
    step,
    epoch,
    batch: batch + batches - 1,
    loss: loss / batches,
    heads: heads.map((sum) => sum / batches),
    gradientNorm: norm,
    indices,
    ...rest,
  };
}

export function afterStep(
  state: CheckpointState,
  { batches, loss, heads }: Gathered,
  { learningRate, seconds }: StepEvent,
): CheckpointState {
  const { sums } = state;
  return {
    ...state,
    step: state.step + 1,
    microStep: state.microStep + batches,
    batch: state.batch + batches,
    sums: {
      loss: sums.loss + loss,
      heads: heads.map((sum, i) => sum + (sums.heads[i] ?? 0)),
      batches: sums.batches + batches,
      seconds: sums.seconds + seconds,
      learningRate,
    },
  };
}

function parameters(weights: LayersModel['weights']): number {
  return weights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((product, size) => product * (size ?? 1), 1),
    0,
  );
}
