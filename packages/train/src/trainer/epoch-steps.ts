import { TrainError } from '../errors.js';
import type { StepEvent } from '../types.js';
import { investigate } from './divergence.js';
import { afterStep, stepEvent } from './events.js';
import { stepError } from './lost-device.js';
import type { Progress } from './progress.js';
import type { ResolvedTrainerOptions } from './resolve-options.js';
import { Snapshot } from './snapshot.js';
import { apply, type Gathered, gather, NonFinite } from './update.js';

/**
 * The updates of an epoch, from where it stands. A step that fails leaves model, optimizer and progress as they were
 * before it.
 *
 * @param total updates of the whole run
 * @throws {TrainError} `data`, `label`, `memory`, `device`, `model`, `diverged`, or `invalid-argument` for a schedule's rate
 */
export async function* epochSteps(
  progress: Progress,
  options: ResolvedTrainerOptions,
  total: number,
): AsyncGenerator<StepEvent, void, undefined> {
  const { model, optimizer, average, data, accumulate, schedule } = options;
  const { epoch, batch: first } = progress.state;
  let began = performance.now();
  let before: Snapshot | undefined;
  let gathered: Gathered | undefined;
  try {
    for await (const batch of data.epoch(epoch, first)) {
      const { state } = progress;
      before ??= new Snapshot(model, optimizer, state, average);
      const microStep = state.microStep + (gathered?.batches ?? 0);
      const result = await gather(batch, options, { step: state.step, microStep }, gathered);
      if (result instanceof NonFinite) {
        const failed = await investigate(result, options, { before, microStep, total });
        const error = progress.setBack(failed, before);
        before.dispose();
        before = undefined;
        throw error;
      }
      gathered = result;
      const reached = state.batch + gathered.batches;
      if (gathered.batches < accumulate && reached < data.batchesPerEpoch) continue;

      optimizer.learningRate = checkedRate(schedule(state.step, total), state.step);
      try {
        await apply(gathered, options);
        average?.update(state.step + 1);
      } catch (error) {
        throw await stepError(error, model, batch.shape);
      }
      const { learningRate } = optimizer;
      const size: StepEvent['size'] = [batch.shape[1], batch.shape[2]];
      const seconds = (performance.now() - began) / 1000;
      const event = stepEvent(state, gathered, { learningRate, size, seconds });
      progress.advance(afterStep(state, gathered, event), event, before);
      gathered = undefined;
      before = undefined;
      yield event;
      began = performance.now();
    }
  } finally {
    // A step that failed on the way has moved batch normalization already.
    before?.restore();
    before?.dispose();
    gathered?.flat.dispose();
  }
  const { batch } = progress.state;
  if (batch < data.batchesPerEpoch) {
    throw new TrainError(
      'data',
      `Epoch ${epoch} ended after ${batch} batches; the data announced ${data.batchesPerEpoch} (batchesPerEpoch). Both ` +
        'must agree.',
    );
  }
}

function checkedRate(rate: number, step: number): number {
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new TrainError(
    'invalid-argument',
    `The schedule gives the learning rate ${rate} for step ${step}; it must give a number of 0 or more for every step.`,
  );
}
