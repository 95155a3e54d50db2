/** A job of one training: a fold of crossval, or one training of a row of benchmark, in the folder where it continues. */
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { json } from '../files/json.js';
import type { JobInput, JobResult } from '../queue/job.js';
import { readRecord } from '../train/folder/run-record.js';
import { failureOf } from './job-failure.js';
import type { JobRun } from './job-run.js';
import { runMiniseg } from './run-miniseg.js';

/** `miniseg train` itself sees to it that one process at a time trains, and that what was interrupted is continued. */
export async function trainingJob(
  input: Extract<JobInput, { kind: 'training' }>,
  run: JobRun,
): Promise<JobResult> {
  const { out, settings } = input;
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
  const record = await readRecord(out);
  return { folder: out, host: hostname(), seconds: record?.seconds ?? 0 };
}
