/** A job of one training: a fold of crossval, or one training of a row of benchmark, in the folder where it continues. */
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { json } from '../files/json.js';
import type { JobInput, JobResult } from '../queue/job.js';
import { differences, readRecord } from '../train/folder/run-record.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { failureOf, JobFailure } from './job-failure.js';
import type { JobRun } from './job-run.js';
import { runMiniseg } from './run-miniseg.js';

/** `miniseg train` itself sees to it that one process at a time trains, and that what was interrupted is continued. */
export async function trainingJob(
  input: Extract<JobInput, { kind: 'training' }>,
  run: JobRun,
): Promise<JobResult> {
  const { out, settings } = input;
  const before = await finished(out, settings as TrainSettings);
  if (before) return before;
  const folder = await run.scratch.folder(path.dirname(out), run.job.key.slice(0, 16));
  const config = path.join(folder, 'settings.json');
  await writeFile(config, json(settings));
  const ended = await run.compute.run(
    1,
    () => {
      run.at('training', 0);
      return runMiniseg(['train', config, '--out', out], {
        ...{ timeoutMs: 2 ** 31 - 1, signal: run.signal },
        onProgress: (share) => run.at('training', share),
      });
    },
    run.signal,
  );
  if (ended.code !== 0) throw failureOf(ended, run.job.attempts);
  const result = await finished(out, settings as TrainSettings);
  if (!result) throw new JobFailure(`the training ended, and '${out}' holds no finished run`, false);
  return result;
}

/** Of another worker, which died before it could say so, or of a run without a queue. */
async function finished(out: string, settings: TrainSettings): Promise<JobResult | undefined> {
  const record = await readRecord(out);
  if (record?.status !== 'finished') return undefined;
  const found = differences(record, { settings, data: record.data });
  if (found.length > 0) {
    throw new JobFailure(`'${out}' holds a finished run of another configuration: ${found.join('; ')}`, true);
  }
  return { folder: out, host: hostname(), seconds: record.seconds };
}
