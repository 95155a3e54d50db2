/** `miniseg crossval`: every fold trained and scored, and the table of all. */

import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { toCsv } from '@miniseg/metrics';
import { lockFolder } from '@miniseg/train/node';
import type { Command } from 'commander';
import { crossvalHtml } from '../crossval/crossval-html.js';
import { formatFolds } from '../crossval/format-folds.js';
import { type FoldScores, foldNotes, foldScores, summarizeFolds } from '../crossval/summarize-folds.js';
import { findItems } from '../dataset/find-items.js';
import { CliError } from '../errors.js';
import { json } from '../files/json.js';
import { refuseLinksOut } from '../files/writable-folder.js';
import { mayBeFetched, openWeights } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { parseFolds } from '../options/values.js';
import { say } from '../progress/screen.js';
import { trainElsewhere } from '../service/train-elsewhere.js';
import { QUEUE_HELP } from '../service/worker-options.js';
import { commandLine } from '../text/command-line.js';
import { printLines } from '../text/output.js';
import { differences, readRecord } from '../train/folder/run-record.js';
import { startObservers } from '../train/observe/start-observers.js';
import { selectionNote } from '../train/report/selection-note.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { trainRun } from '../train/run/train-run.js';
import { readSettings } from '../train/settings/read-settings.js';
import { startsOf, type TrainSettings } from '../train/settings/settings.js';
import {
  addTrainOptions,
  SETTINGS_HELP,
  settingsAmong,
  type TrainOptions,
} from '../train/settings/train-options.js';
import { DISCLAIMER } from '../version.js';

interface CrossvalOptions extends TrainOptions {
  /** Only these, from 1. */
  folds?: number[];
  /** Whose workers train them. */
  queue?: string;
}

export function addCrossvalCommand(program: Command): void {
  const command = program
    .command('crossval')
    .description('train and score every fold of a split, one after the other or by the workers of a queue');
  addTrainOptions(command)
    .option('--folds <list>', 'only these folds, for example 1,3', parseFolds)
    .option('--queue <queue>', `leave the trainings to the workers of a queue: ${QUEUE_HELP}`)
    .addHelpText(
      'after',
      `
Writes fold1/, fold2/, ... as 'miniseg train' does, and crossval.csv, folds.json and crossval.html with the mean and the
standard deviation over the folds. Folds that are finished stay as they are, and one that was interrupted is continued.
${SETTINGS_HELP}

Examples:
  $ miniseg crossval --data ct100 --out runs/ct100
  $ miniseg crossval --data ct100 --out runs/ct100 --queue postgres://miniseg@db.example.org/miniseg`,
    )
    .action(crossvalCommand);
}

/** @throws {CliError} or TrainError and those of data, model and backend; folds that are finished stay. */
async function crossvalCommand(
  config: string | undefined,
  options: CrossvalOptions,
  command: Command,
): Promise<void> {
  const { out, force } = options;
  const settings = await readSettings(config, settingsAmong(options));
  refuseIdle(givenIn(command), [
    downloadRule(mayBeFetched(startsOf(settings))),
    { of: ['watchPort'], idle: !options.watch, says: 'is for the live page', or: 'pass --watch, too' },
    {
      of: ['watch', 'log', 'force'],
      idle: options.queue !== undefined,
      says: 'is for trainings of this process, and --queue leaves them to others',
    },
  ]);
  // Asked for before anything is read or locked; later it is found where it is kept.
  for (const start of startsOf(settings)) if (mayBeFetched(start)) await openWeights(start, options);
  const folds = await chooseFolds(settings, options.folds);
  const observers = await startObservers(options, say);
  const unlock = await lockFolder(out).catch(async (error) => {
    await observers.close();
    throw error;
  });
  const { signal, release } = interruptSignal();
  const scores: FoldScores[] = [];
  try {
    await refuseLinksOut(
      out,
      folds.map((fold) => path.join(out, `fold${fold}`)),
    );
    if (options.queue !== undefined) {
      const trainings = folds.map((fold) => ({
        ...{ name: `fold${fold}`, settings: { ...settings, fold }, out: path.join(out, `fold${fold}`) },
      }));
      await trainElsewhere(options.queue, trainings, signal);
    }
    for (const fold of folds) {
      const folder = path.join(out, `fold${fold}`);
      say(`Fold ${fold} (${folds.indexOf(fold) + 1} of ${folds.length})`);
      const ofFold = { ...settings, fold };
      const { result } =
        (force ? undefined : await finishedFold(folder, ofFold)) ??
        (await trainRun(ofFold, {
          out: folder,
          force,
          signal,
          maxMemory: options.maxMemory,
          log: say,
          moreEpochs: false,
          observers: observers.of(folder),
        }));
      if (result) scores.push(foldScores(fold, result));
      await writeTables(out, scores, settings, commandLine(command));
    }
  } finally {
    release();
    await observers.close();
    await unlock();
  }
  printLines([
    ...formatFolds(scores).split('\n'),
    [`Protocol '${settings.protocol}'.`, selectionNote(settings)].filter(Boolean).join(' '),
    ...foldNotes(scores),
    `Wrote crossval.csv and crossval.html to ${out}. ${DISCLAIMER}`,
  ]);
}

async function chooseFolds(settings: TrainSettings, wanted: number[] | undefined): Promise<number[]> {
  if (settings.fold !== undefined) {
    throw new CliError(
      'invalid-argument',
      `fold is ${settings.fold}, and crossval trains all folds. Leave it out; --folds chooses.`,
    );
  }
  if (settings.phantoms !== undefined) {
    throw new CliError(
      'invalid-argument',
      "Phantoms have no folds. Write some with 'miniseg data phantom' and split them with 'miniseg data split --folds'.",
    );
  }
  const { folds } = await findItems({ ...settings, fold: 1 });
  if (folds < 2)
    throw new CliError(
      'invalid-argument',
      "The split has one part. Make folds with 'miniseg data split --folds 5', and give the file as split.",
    );
  const missing = wanted?.find((fold) => fold > folds);
  if (missing !== undefined)
    throw new CliError('invalid-argument', `There is no fold ${missing}. Choose from 1 to ${folds}.`);
  return wanted ?? Array.from({ length: folds }, (_, index) => index + 1);
}

/** The record of a fold that need not be trained again. */
async function finishedFold(out: string, settings: TrainSettings) {
  const record = await readRecord(out);
  if (record?.status !== 'finished') return undefined;
  const found = differences(record, { settings, data: record.data });
  if (found.length === 0) return record;
  throw new CliError(
    'invalid-argument',
    `'${out}' holds a finished fold of another configuration: ${found.join('; ')}. Give the same settings, choose another ` +
      'folder with --out, or pass --force to train all folds again.',
  );
}

async function writeTables(
  out: string,
  scores: readonly FoldScores[],
  settings: TrainSettings,
  command: string,
): Promise<void> {
  const { mean, deviation } = summarizeFolds(scores);
  const row = (fold: string, figures: object) => ({ fold, ...figures });
  const rows = [
    ...scores.map(({ fold, epoch, figures }) => row(String(fold), { epoch, ...figures })),
    row('mean', mean),
    row('deviation', deviation),
  ];
  await writeFileAtomic(path.join(out, 'crossval.csv'), toCsv(rows));
  const folds = scores.map(({ fold, figures }) => ({ fold, ...figures }));
  await writeFileAtomic(path.join(out, 'folds.json'), json({ folds, mean, command }));
  await writeFileAtomic(path.join(out, 'crossval.html'), crossvalHtml(scores, settings));
}
