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
} as const;

/**
 * Leaves alone a folder that is empty, or holds an unfinished run of the same settings and slices, or one that ended before
 * its first checkpoint, of which nothing can be lost. With `force`, removes what any run left.
 *
 * @throws CliError for a finished run, results without a record, or a run that differs from this one
 */
export async function refuseOtherRun(
  folder: string,
  now: Pick<RunRecord, 'settings' | 'data'>,
  { force }: { force: boolean },
): Promise<void> {
  if (force) {
    for (const name of Object.values(RUN_FILES))
      await rm(path.join(folder, name), { recursive: true, force: true });
    return;
  }
  const before = await readRecord(folder);
  if (before === undefined) {
    for (const name of Object.values(RUN_FILES)) {
      if (await exists(path.join(folder, name))) {
        throw new CliError(
          'output',
          `'${path.join(folder, name)}' exists already and belongs to no run. Choose another folder with --out, or pass ` +
            '--force to replace it.',
        );
      }
    }
    return;
  }
  const found = differences(before, now);
  if (before.status === 'finished') {
    throw new CliError(
      'output',
      `'${folder}' holds a finished run${found.length > 0 ? ' of another configuration' : ''}. Choose another folder with ` +
        '--out, or pass --force to replace it.',
    );
  }
  if (found.length > 0 && (await hasCheckpoints(folder))) {
    throw new CliError(
      'usage',
      `'${folder}' holds an unfinished run of another configuration: ${found.join('; ')}. Give the same settings to ` +
        'continue it, choose another folder with --out, or pass --force to start again.',
    );
  }
}

async function hasCheckpoints(folder: string): Promise<boolean> {
  const names = await readdir(path.join(folder, RUN_FILES.checkpoints)).catch(() => []);
  return names.some((name) => !name.startsWith('.'));
}
