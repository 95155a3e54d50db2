/** `miniseg train`: weights, curves, scores and a report from slices and their masks. */

import type { Command } from 'commander';
import { mayBeFetched, openWeights } from '../network/weights-source.js';
import { downloadRule, givenIn, refuseIdle } from '../options/effect.js';
import { MOST } from '../options/limits.js';
import { parseWhole } from '../options/numbers.js';
import { say } from '../progress/screen.js';
import { printLines } from '../text/output.js';
import { RUN_FILES } from '../train/folder/run-folder.js';
import type { RunResult } from '../train/folder/run-record.js';
import { startObservers } from '../train/observe/start-observers.js';
import { selectionNote } from '../train/report/selection-note.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { trainRun } from '../train/run/train-run.js';
import { readSettings } from '../train/settings/read-settings.js';
import { startsOf } from '../train/settings/settings.js';
import {
  addTrainOptions,
  SETTINGS_HELP,
  settingsAmong,
  type TrainOptions,
} from '../train/settings/train-options.js';
import { DISCLAIMER } from '../version.js';

export function addTrainCommand(program: Command): void {
  const command = program
    .command('train')
    .description('train MiniSeg on slices and masks; continues what was interrupted');
  addTrainOptions(command)
    .option('--fold <n>', 'which fold of the split is for validation, from 1', parseWhole(1, MOST.folds))
    .addHelpText(
      'after',
      `
Results in the folder:
  weights.safetensors  for segment and evaluate, with the normalization in it
  report.html          scores, curves and examples on one page that needs nothing else; curves.svg alone
  history.csv          loss, rate and scores of each epoch; cases.csv: of each validation slice
  run.json             settings, seed, versions, machine, hashes of the slices: what it takes to repeat the run
  checkpoints/         for continuing
  tensorboard/         with --log tensorboard: event files
${SETTINGS_HELP}

Ctrl-C saves and stops; the same command continues bit for bit, also after a crash and on another number of threads.
A finished run is continued by more --epochs. A run of other settings or slices in the folder is refused.

Examples:
  $ miniseg train --data ct100 --fold 1 --out runs/fold1
  $ miniseg train --images slices/ --masks masks/ --recipe quick --out runs/first
  $ miniseg train config.json --seed 2 --set patience=10 --out runs/second
  $ miniseg train --data ct100 --fold 1 --watch --log tensorboard --out runs/fold1`,
    )
    .action(trainCommand);
}

/** @throws {CliError} or TrainError and those of data, model and backend. */
async function trainCommand(
  config: string | undefined,
  options: TrainOptions,
  command: Command,
): Promise<void> {
  const settings = await readSettings(config, settingsAmong(options));
  refuseIdle(givenIn(command), [
    downloadRule(mayBeFetched(startsOf(settings))),
    { of: ['watchPort'], idle: !options.watch, says: 'is for the live page', or: 'pass --watch, too' },
    {
      of: ['maxMemory'],
      idle: settings.phantoms !== undefined,
      says: 'is for slices in files, and phantoms are drawn',
    },
  ]);
  // Asked for before anything is read or locked; later it is found where it is kept.
  for (const start of startsOf(settings)) if (mayBeFetched(start)) await openWeights(start, options);
  const observers = await startObservers(options, say);
  const { signal, release } = interruptSignal();
  try {
    const { result } = await trainRun(settings, {
      ...options,
      signal,
      log: say,
      observers: observers.of(options.out),
    });
    const note = selectionNote(settings);
    printLines([
      describeResult(result),
      ...(note ? [note] : []),
      `Wrote ${RUN_FILES.weights}, ${RUN_FILES.report} and more to ${options.out}. ${DISCLAIMER}`,
    ]);
  } finally {
    release();
    await observers.close();
  }
}

/** The scores in one line; an asterisk marks those that the protocol set in some cases, which are counted behind. */
function describeResult({
  epoch,
  protocol,
  scores,
  replaced = {},
  notes = [],
}: Partial<RunResult> = {}): string {
  const figures = Object.entries(scores ?? {}).map(([name, value]) => {
    const mark = replaced[name as keyof typeof replaced] ? '*' : '';
    return `${name} ${value === undefined ? '-' : value.toFixed(4)}${mark}`;
  });
  return [`${figures.join('  ')}  (epoch ${epoch}, protocol '${protocol}')`, ...notes].join('  ');
}
