/** The folder of a run: fresh, to be continued, or not to be touched. */
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../../errors.js';
import { exists } from '../../files/exists.js';
import { differences, RECORD, type RunRecord, readRecord } from './run-record.js';

/** Everything that a run writes; nothing else in its folder is ever removed. */
export const RUN_FILES = {
  record: RECORD,
  checkpoints: 'checkpoints',
  history: 'history.csv',
  cases: 'cases.csv',
  curves: 'curves.svg',
  report: 'report.html',
  weights: 'weights.safetensors',
  tensorboard: 'tensorboard',
} as const;

interface RunFolderOptions {
  /** Removes what any run left. */
  force: boolean;
  /** Whether a finished run may be continued by more epochs. Default true. */
  moreEpochs?: boolean;
}

/**
 * Leaves alone a folder that is empty, or holds an unfinished run of the same settings and slices, or one that ended before
 * its first checkpoint, of which nothing can be lost.
 *
 * @returns The epochs of a finished run that is to be continued by more of them; else undefined
 * @throws {CliError} for a finished run that cannot be continued, results without a record, or a run that differs from this
 */
export async function refuseOtherRun(
  folder: string,
  now: Pick<RunRecord, 'settings' | 'data'>,
  { force, moreEpochs = true }: RunFolderOptions,
): Promise<{ epochs: number } | undefined> {
  if (force) {
    for (const name of Object.values(RUN_FILES))
      await rm(path.join(folder, name), { recursive: true, force: true });
    return undefined;
  }
  const before = await readRecord(folder);
  if (before === undefined) {
    await refuseForeign(folder);
    return undefined;
  }
  const found = differences(before, now);
  if (before.status === 'finished') {
    const refused = moreEpochs ? await whyNotContinued(folder, before, now) : '';
    if (refused === undefined) return { epochs: before.settings.epochs };
    throw new CliError(
      'output',
      `'${folder}' holds a finished run${found.length > 0 ? ` of another configuration: ${found.join('; ')}` : ''}.${refused} Choose another folder with ` +
        '--out, or pass --force to replace it.',
    );
  }
  if (found.length > 0 && (await hasCheckpoints(folder))) {
    throw new CliError(
      'invalid-argument',
      `'${folder}' holds an unfinished run of another configuration: ${found.join('; ')}. Give the same settings to ` +
        'continue it, choose another folder with --out, or pass --force to start again.',
    );
  }
  return undefined;
}

/** @throws {CliError} for results that no record belongs to */
async function refuseForeign(folder: string): Promise<void> {
  for (const name of Object.values(RUN_FILES)) {
    if (await exists(path.join(folder, name))) {
      throw new CliError(
        'output',
        `'${path.join(folder, name)}' exists already and belongs to no run. Choose another folder with --out, or pass ` +
          '--force to replace it.',
      );
    }
  }
}

/** Undefined where a finished run differs from this one in fewer epochs alone; else what to say, which may be nothing. */
async function whyNotContinued(
  folder: string,
  before: RunRecord,
  now: Pick<RunRecord, 'settings' | 'data'>,
): Promise<string | undefined> {
  const { epochs } = before.settings;
  const same = { ...now, settings: { ...now.settings, epochs } };
  if (differences(before, same).length > 0) return '';
  if (now.settings.epochs <= epochs) {
    return now.settings.epochs === epochs ? ` It has ${epochs} epochs; more --epochs continue it.` : '';
  }
  if (before.result?.stoppedEarly) return ' It stopped early, so that more epochs would not be run.';
  if (!(await hasCheckpoints(folder)))
    return ' Its checkpoints are gone, and it cannot be continued without.';
  return undefined;
}

async function hasCheckpoints(folder: string): Promise<boolean> {
  const names = await readdir(path.join(folder, RUN_FILES.checkpoints)).catch(() => []);
  return names.some((name) => !name.startsWith('.'));
}
