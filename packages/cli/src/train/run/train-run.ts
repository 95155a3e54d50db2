/** One training run in its folder: from settings to weights, curves, scores and a report. */

import path from 'node:path';
import type { EpochRecord, Trainer } from '@miniseg/train';
import { lockFolder } from '@miniseg/train/node';
import { CliError } from '../../errors.js';
import { makeWritableFolder, refuseLinksOut } from '../../files/writable-folder.js';
import { networkName } from '../../network/network-title.js';
import { startTrainProgress, type TrainProgress } from '../../progress/train-progress.js';
import { duration } from '../../text/duration.js';
import { whole } from '../../text/whole.js';
import { RUN_FILES, refuseOtherRun } from '../folder/run-folder.js';
import { type RunRecord, writeRecord } from '../folder/run-record.js';
import type { RunObserver } from '../observe/run-observer.js';
import type { EpochRow } from '../report/history.js';
import { sidesOf, type TrainSettings } from '../settings/settings.js';
import { createTrainer } from './create-trainer.js';
import { explainFailure } from './explain-failure.js';
import { type PreparedRun, prepareRun } from './prepare-run.js';
import { type Trained, writeHistory, writeResults } from './write-results.js';

export interface TrainRunOptions {
  out: string;
  /** Replaces what an earlier run left in the folder. */
  force: boolean;
  /** Whether a finished run may be continued by more epochs. Default true. */
  moreEpochs?: boolean;
  /** Stops after the step that is being computed, with a checkpoint. */
  signal?: AbortSignal;
  /** Bytes that the slices may take; a slice that needs more is refused. Undefined for the default. */
  maxMemory?: number;
  /** Lines for the user. */
  log: (line: string) => void;
  /** Who looks on, besides. */
  observers?: readonly RunObserver[];
}

/**
 * Trains, or continues a run of the same settings and data that was interrupted at any moment, or that was finished and
 * is to have more epochs.
 *
 * @throws {CliError} `interrupted` when the signal stopped it; CliError, TrainError and those of the data before anything
 *   is written, and whenever something fails: the newest checkpoint is then as it was; TrainError `locked` when another
 *   process is at work in the folder
 */
export async function trainRun(settings: TrainSettings, options: TrainRunOptions): Promise<RunRecord> {
  await makeWritableFolder(options.out);
  await refuseLinksOut(options.out, [path.join(options.out, RUN_FILES.checkpoints)]);
  const unlock = await lockFolder(options.out);
  try {
    return await trainAlone(settings, options);
  } finally {
    await unlock();
  }
}

async function trainAlone(settings: TrainSettings, options: TrainRunOptions): Promise<RunRecord> {
  const { signal, observers = [] } = options;
  try {
    const record = await trainPrepared(settings, options);
    for (const observer of observers) await observer.end('finished');
    return record;
  } catch (error) {
    for (const observer of observers) await observer.end(signal?.aborted ? 'stopped' : 'failed');
    throw error;
  }
}

async function trainPrepared(settings: TrainSettings, options: TrainRunOptions): Promise<RunRecord> {
  const { out, signal, log } = options;
  const prepared = await prepareRun(settings, options);
  const { record, model } = prepared;
  let begun = false;
  let progress: TrainProgress | undefined;
  try {
    // Before anything is removed: it refuses what cannot be trained.
    const trainer = createTrainer(prepared, path.join(out, RUN_FILES.checkpoints), {
      onValidated: (done, of) => progress?.doing(`validating, slice ${done} of ${of}`),
    });
    try {
      const continued = await refuseOtherRun(out, record, options);
      log(describeRun(prepared));
      if (continued) log(describeMore(continued.epochs, settings));
      if (prepared.warning) log(`Warning: ${prepared.warning}`);
      await writeRecord(out, record);
      begun = true;
      const trained = await train(trainer, prepared, options, (started) => {
        progress = started;
      });
      if (settings.keep === 'best' && trained.best !== undefined) await trainer.restoreBest();
      else if (settings.averaging > 0) trainer.restoreAverage();
      log('Scoring the validation slices.');
      return await writeResults(prepared, trained, options);
    } finally {
      trainer.dispose();
    }
  } catch (error) {
    if (!begun || !signal?.aborted) throw explainFailure(error, { out, training: record.data.training });
    await writeRecord(out, { ...record, status: 'stopped' });
    throw new CliError(
      'interrupted',
      `Stopped, and saved in '${out}'. Give the same command again to continue.`,
    );
  } finally {
    model.dispose();
  }
}

/** Throws the signal's reason when it is aborted, after the checkpoint is saved */
async function train(
  trainer: Trainer,
  { record }: PreparedRun,
  { out, signal, log, observers = [] }: TrainRunOptions,
  onProgress: (progress: TrainProgress) => void,
): Promise<Trained> {
  const { settings } = record;
  let progress: TrainProgress | undefined;
  const trained: Trained = { rows: [], stoppedEarly: false };
  const { rows } = trained;
  try {
    // Only the number of epochs may differ from the checkpoint's: the folder's record has been compared.
    for await (const event of trainer.run({ signal, allowChanges: ['epochs'] })) {
      if (event.type === 'start') {
        rows.push(...event.history.map(rowOf));
        if (event.resumed) log(`Continuing after step ${event.step} of ${event.totalSteps}.`);
        progress = startTrainProgress({
          total: event.totalSteps,
          done: event.step,
          epochs: settings.epochs,
          passes: sidesOf(settings).map((side) => side * side),
          mayStopEarly: settings.patience !== undefined,
        });
        onProgress(progress);
        const { step: done, totalSteps } = event;
        const title = titleOf(record);
        for (const observer of observers) {
          await observer.start({ title, totalSteps, epochs: settings.epochs, done, history: rows });
        }
      } else if (event.type === 'step') {
        const { loss, learningRate } = event;
        const facts = { epoch: event.epoch + 1, loss };
        progress?.step({ done: event.step + 1, ...facts });
        const left = progress?.left();
        for (const observer of observers) {
          await observer.step({ step: event.step + 1, ...facts, learningRate, left });
        }
        // Lets signals and the bar's timer in: a step on wasm never yields to them.
        await new Promise(setImmediate);
      } else if (event.type === 'warning') {
        log(`Warning: ${event.message}`);
      } else if (event.type === 'epoch') {
        rows.push(rowOf(event));
        log(describeEpoch(event, settings.epochs));
        await writeHistory(out, rows);
        for (const observer of observers) await observer.epoch(rowOf(event), rows);
      } else if (event.type === 'end') {
        trained.best = event.best?.epoch;
        trained.stoppedEarly = event.reason === 'stopped-early';
      }
    }
  } finally {
    progress?.stop();
  }
  signal?.throwIfAborted();
  return trained;
}

/** Such as: aaai on ct100, fold 1. */
function titleOf({ settings, data }: RunRecord): string {
  return `${networkName(settings)} on ${data.name}${settings.fold === undefined ? '' : `, fold ${settings.fold}`}`;
}

function rowOf({ epoch, step, learningRate, loss, figures, seconds }: EpochRecord): EpochRow {
  return { epoch: epoch + 1, steps: step, learningRate, loss, ...figures, seconds };
}

function describeRun({ record }: PreparedRun): string {
  const { data, settings, parameters, backend, threads = 1 } = record;
  return (
    `${data.training.length} slices to train on, ${data.validation.length} to validate; ${networkName(settings)}, ` +
    `${whole(parameters)} parameters, backend ${backend}${threads > 1 ? ` on ${threads} threads` : ''}.`
  );
}

function describeMore(before: number, { epochs, schedule }: TrainSettings): string {
  const rate =
    schedule === 'constant' ? '' : ` The learning rate goes on as that of a run of ${epochs} epochs.`;
  return `The finished run of ${before} epochs is continued to ${epochs}.${rate}`;
}

function describeEpoch({ epoch, loss, figures, best, seconds }: EpochRecord, epochs: number): string {
  const scores = ['DSC', 'mIoU', 'SEN'].flatMap((name) => {
    const value = figures?.[name];
    return value === undefined ? [] : [`${name} ${value.toFixed(4)}`];
  });
  return (
    [`epoch ${epoch + 1}/${epochs}: loss ${loss.toFixed(4)}`, ...scores, duration(seconds)].join(', ') +
    (best ? ' *' : '')
  );
}
