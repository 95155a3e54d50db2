/** `miniseg train`: weights, curves, scores and a report from slices and their masks. */

import { RUN_FILES } from '../train/folder/run-folder.js';
import { selectionNote } from '../train/report/selection-note.js';
import { interruptSignal } from '../train/run/interrupt-signal.js';
import { trainRun } from '../train/run/train-run.js';
import { type GivenSettings, readSettings } from '../train/settings/read-settings.js';
import { RULES } from '../train/settings/setting-rules.js';
import { DISCLAIMER } from '../version.js';

export interface TrainCommandOptions extends GivenSettings {
  out: string;
  force: boolean;
  /** Settings without an option of their own. */
  set?: Record<string, unknown>;
}

/** @throws CliError, TrainError and those of data, model and backend. */
export async function trainCommand(config: string | undefined, options: TrainCommandOptions): Promise<void> {
  const settings = await readSettings(config, givenSettings(options));
  const { signal, release } = interruptSignal();
  try {
    const { result } = await trainRun(settings, {
      ...options,
      signal,
      log: (line) => process.stderr.write(`${line}\n`),
    });
    const scores = Object.entries(result?.scores ?? {}).map(
      ([name, value]) => `${name} ${value === undefined ? '-' : value.toFixed(4)}`,
    );
    const note = selectionNote(settings);
    process.stdout.write(
      `${scores.join('  ')}  (epoch ${result?.epoch}, protocol '${result?.protocol}')\n${note && `${note}\n`}` +
        `Wrote ${RUN_FILES.weights}, ${RUN_FILES.report} and more to ${options.out}. ${DISCLAIMER}\n`,
    );
  } finally {
    release();
  }
}

/** The settings among the options of a command. */
export function givenSettings(options: TrainCommandOptions): GivenSettings {
  const named = Object.entries(options).filter(([key, value]) => key in RULES && value !== undefined);
  return { ...Object.fromEntries(named), ...options.set };
}
