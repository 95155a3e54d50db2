/** `miniseg crossval`: every fold trained and scored, and the table of all. */
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/formats/node';
import { toCsv } from '@miniseg/metrics';
import { lockFolder } from '@miniseg/train/node';
import { crossvalHtml } from '../crossval/crossval-html.js';
import { formatFolds } from '../crossval/format-folds.js';
import { type FoldScores, summarizeFolds } from '../crossval/summarize-folds.js';
import { findItems } from '../dataset/find-items.js';
import { CliError } from '../errors.js';
import { differences, readRecord } from '../train/folder/run-record.js';
import { selectionNote } from '../train/report/selection-note.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { trainRun } from '../train/run/train-run.js';
import { readSettings } from '../train/settings/read-settings.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { DISCLAIMER } from '../version.js';
import { givenSettings, type TrainCommandOptions } from './train.js';

export interface CrossvalCommandOptions extends TrainCommandOptions {
  /** Only these, from 1. */
  folds?: number[];
}

/** @throws CliError, TrainError and those of data, model and backend; folds that are finished stay. */
export async function crossvalCommand(
  config: string | undefined,
  options: CrossvalCommandOptions,
): Promise<void> {
  const settings = await readSettings(config, givenSettings(options));
  const folds = await chooseFolds(settings, options.folds);
  const unlock = await lockFolder(options.out);
  const { signal, release } = interruptSignal();
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const scores: FoldScores[] = [];
  try {
    for (const fold of folds) {
      const out = path.join(options.out, `fold${fold}`);
      log(`Fold ${fold} (${folds.indexOf(fold) + 1} of ${folds.length})`);
      const run = { ...settings, fold };
      const record =
        (options.force ? undefined : await finishedFold(out, run)) ??
        (await trainRun(run, { out, force: options.force, signal, log }));
      scores.push({ fold, epoch: record.result?.epoch ?? 0, ...record.result?.scores });
      await writeTables(options.out, scores, settings);
    }
  } finally {
    release();
    await unlock();
  }
  const notes = [`Protocol '${settings.protocol}'.`, selectionNote(settings)].filter(Boolean).join(' ');
  process.stdout.write(
    `${formatFolds(scores)}${notes}\nWrote crossval.csv and crossval.html to ${options.out}. ${DISCLAIMER}\n`,
  );
}

async function chooseFolds(settings: TrainSettings, wanted: number[] | undefined): Promise<number[]> {
  if (settings.phantoms !== undefined) {
    throw new CliError(
      'usage',
      "Phantoms have no folds. Write some with 'miniseg data phantom' and split them with 'miniseg data split --folds'.",
    );
  }
  const { folds } = await findItems({ ...settings, fold: 1 });
  if (folds < 2)
    throw new CliError(
      'usage',
      "The split has one part. Make folds with 'miniseg data split --folds 5', and give the file as split.",
    );
  const missing = wanted?.find((fold) => fold > folds);
  if (missing !== undefined)
    throw new CliError('usage', `There is no fold ${missing}. Choose from 1 to ${folds}.`);
  return wanted ?? Array.from({ length: folds }, (_, index) => index + 1);
}

/** The record of a fold that need not be trained again. */
async function finishedFold(out: string, settings: TrainSettings) {
  const record = await readRecord(out);
  if (record?.status !== 'finished') return undefined;
  const found = differences(record, { settings, data: record.data });
  if (found.length === 0) return record;
  throw new CliError(
    'usage',
    `'${out}' holds a finished fold of another configuration: ${found.join('; ')}. Give the same settings, choose another ` +
      'folder with --out, or pass --force to train all folds again.',
  );
}

async function writeTables(
  out: string,
  scores: readonly FoldScores[],
  settings: TrainSettings,
): Promise<void> {
  const write = (file: string, text: string) =>
    writeFileAtomic(path.join(out, file), new TextEncoder().encode(text));
  const { mean, deviation } = summarizeFolds(scores);
  const row = (name: string, figures: object) => ({ fold: name, ...figures });
  await write(
    'crossval.csv',
    toCsv([
      ...scores.map(({ fold, ...figures }) => row(String(fold), figures)),
      row('mean', mean),
      row('deviation', deviation),
    ]),
  );
  await write('crossval.html', crossvalHtml(scores, settings));
}
