/** One training run in its folder: from settings to weights, curves, scores and a report. */
import path from 'node:path';
import type { EpochRecord, Trainer } from '@miniseg/train';
import { lockFolder } from '@miniseg/train/node';
import { CliError } from '../../errors.js';
import { makeWritableFolder } from '../../files/writable-folder.js';
import { startTrainProgress, type TrainProgress } from '../../progress/train-progress.js';
import { duration } from '../../text/duration.js';
import { RUN_FILES, refuseOtherRun } from '../folder/run-folder.js';
import { type RunRecord, writeRecord } from '../folder/run-record.js';
import { curvesSvg } from '../report/curves-svg.js';
import { type EpochRow, historyCsv } from '../report/history.js';
import { type Trained, writeResults, writeText } from '../report/write-results.js';
import type { TrainSettings } from '../settings/settings.js';
import { createTrainer } from './create-trainer.js';
import { explainFailure } from './explain-failure.js';
import { prepareRun } from './prepare-run.js';

export interface TrainRunOptions {
  out: string;
  /** Replaces what an earlier run left in the folder. */
  force: boolean;
  /** Stops after the step that is being computed, with a checkpoint. */
  signal?: AbortSignal;
  /** Lines for the user. */
  log: (line: string) => void;
}

/**
 * Trains, or continues a run of the same settings and data that was interrupted at any moment.
 *
 * @throws CliError `interrupted` when the signal stopped it; CliError, TrainError and those of the data before anything
 *   is written, and whenever something fails: the newest checkpoint is then as it was; TrainError `locked` when another
 *   process is at work in the folder
 */
export async function trainRun(settings: TrainSettings, options: TrainRunOptions): Promise<RunRecord> {
  await makeWritableFolder(options.out);
  const unlock = await lockFolder(options.out);
  try {
    return await trainAlone(settings, options);
  } finally {
    await unlock();
  }
}

async function trainAlone(settings: TrainSettings, options: TrainRunOptions): Promise<RunRecord> {
  const { out, force, signal, log } = options;
  const prepared = await prepareRun(settings);
  const { record, model } = prepared;
  let begun = false;
  try {
    // Before anything is removed: it refuses what cannot be trained.
    const trainer = createTrainer(prepared, path.join(out, RUN_FILES.checkpoints));
    try {
      await refuseOtherRun(out, record, { force });
      log(
        `${record.data.training.length} slices to train on, ${record.data.validation.length} to validate; ` +
          `${settings.preset}, ${record.parameters.toLocaleString('en-US')} parameters, backend ${record.backend}${threadsOf(record)}.`,
      );
      if (prepared.warning) log(`Warning: ${prepared.warning}`);
      await writeRecord(out, record);
      begun = true;
      const trained = await train(trainer, settings, options);
      if (settings.keep === 'best' && trained.best !== undefined) await trainer.restoreBest();
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

/** @throws the signal's reason when it is aborted, after the checkpoint is saved */
async function train(
  trainer: Trainer,
  { epochs }: TrainSettings,
  { out, signal }: TrainRunOptions,
): Promise<Trained> {
  let progress: TrainProgress | undefined;
  const trained: Trained = { rows: [] };
  const { rows } = trained;
  try {
    for await (const event of trainer.run({ signal })) {
      if (event.type === 'start') {
        rows.push(...event.history.map(rowOf));
        progress = startTrainProgress(event.totalSteps, event.step);
        if (event.resumed) progress.line(`Continuing after step ${event.step} of ${event.totalSteps}.`);
      } else if (event.type === 'step') {
        progress?.step({ done: event.step + 1, epoch: event.epoch + 1, loss: event.loss });
        // Lets signals and the bar's timer in: a step on wasm never yields to them.
        await new Promise(setImmediate);
      } else if (event.type === 'warning') {
        progress?.line(`Warning: ${event.message}`);
      } else if (event.type === 'epoch') {
        rows.push(rowOf(event));
        progress?.line(describeEpoch(event, epochs));
        await writeText(out, RUN_FILES.history, historyCsv(rows));
        await writeText(out, RUN_FILES.curves, curvesSvg(rows));
      } else if (event.type === 'end') {
        trained.best = event.best?.epoch;
      }
    }
  } finally {
    progress?.stop();
  }
  signal?.throwIfAborted();
  return trained;
}

function rowOf({ epoch, step, learningRate, loss, figures, seconds }: EpochRecord): EpochRow {
  return { epoch: epoch + 1, steps: step, learningRate, loss, ...figures, seconds };
}

const threadsOf = ({ threads = 1 }: RunRecord) => (threads > 1 ? ` on ${threads} threads` : '');

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
