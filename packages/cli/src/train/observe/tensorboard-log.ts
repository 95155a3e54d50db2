/** `--log tensorboard`: the curves of a run as event files, which TensorBoard and its kin show while the run goes. */
import { appendFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { EpochRow } from '../report/history.js';
import { scalarRecord, versionRecord } from './event-file.js';
import type { RunObserver } from './run-observer.js';

const FIGURES = ['mIoU', 'SEN', 'SPC', 'DSC', 'HD'] as const;

/** Records are written so often, milliseconds; a reader sees them then. */
const FLUSH = 2000;

/**
 * @param folder Each part of a run adds a file of its own, as TensorBoard expects of runs that were interrupted.
 * @param now Milliseconds since 1970; for tests
 */
export function tensorboardLog(folder: string, now: () => number = Date.now): RunObserver {
  let file = '';
  let waiting: Uint8Array[] = [];
  let last = 0;
  const flush = async () => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    last = now();
    if (bytes.length > 0) await appendFile(file, bytes);
  };
  const add = (step: number, scalars: Record<string, number>) =>
    waiting.push(scalarRecord({ time: now() / 1000, step, scalars }));
  const addEpoch = (row: EpochRow) => add(row.steps, scalarsOf(row));
  return {
    async start({ history }) {
      await mkdir(folder, { recursive: true });
      const before = (await readdir(folder)).some((name) => name.startsWith('events.out.tfevents.'));
      file = path.join(folder, `events.out.tfevents.${now()}.miniseg`);
      waiting.push(versionRecord(now() / 1000));
      // What earlier parts logged is in their own files; a run that was not logged so far gets its epochs.
      if (!before) history.forEach(addEpoch);
      await flush();
    },
    async step({ step, loss, learningRate }) {
      add(step, { 'train/loss': loss, 'train/learning_rate': learningRate });
      if (now() - last >= FLUSH) await flush();
    },
    async epoch(row) {
      addEpoch(row);
      await flush();
    },
    end: flush,
  };
}

function scalarsOf(row: EpochRow): Record<string, number> {
  const figures = FIGURES.flatMap((name) => {
    const value = row[name];
    return value === undefined ? [] : [[`validation/${name}`, value] as const];
  });
  return { 'epoch/loss': row.loss, 'epoch/seconds': row.seconds, ...Object.fromEntries(figures) };
}
