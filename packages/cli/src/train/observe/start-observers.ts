/** Those that `--watch` and `--log` ask for. */
import path from 'node:path';
import { RUN_FILES } from '../folder/run-folder.js';
import type { TrainOptions } from '../settings/train-options.js';
import type { RunObserver } from './run-observer.js';
import { tensorboardLog } from './tensorboard-log.js';
import { startWatch } from './watch-server.js';

export interface Observers {
  /** Those of a run in this folder. */
  of(out: string): RunObserver[];
  close(): Promise<void>;
}

/**
 * One live page for all runs of a call, event files for each.
 *
 * @throws {CliError} where the port of the page is taken
 */
export async function startObservers(
  { watch, watchPort, log }: Pick<TrainOptions, 'watch' | 'watchPort' | 'log'>,
  say: (line: string) => void,
): Promise<Observers> {
  const page = watch ? await startWatch(watchPort) : undefined;
  if (page) say(`Live page, until the run ends: ${page.url}`);
  return {
    of: (out) => [
      ...(page ? [page] : []),
      ...(log === 'tensorboard' ? [tensorboardLog(path.join(out, RUN_FILES.tensorboard))] : []),
    ],
    close: async () => page?.close(),
  };
}
