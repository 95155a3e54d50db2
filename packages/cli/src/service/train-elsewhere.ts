/** Trainings of a table or a cross-validation, done by the workers of a queue. */
import path from 'node:path';
import { CliError } from '../errors.js';
import { say } from '../progress/screen.js';
import { jobKey, type NewJob } from '../queue/job.js';
import { Queue } from '../queue/queue.js';
import { readRecord } from '../train/folder/run-record.js';
import { withAbsolutePaths } from '../train/settings/read-settings.js';
import type { TrainSettings } from '../train/settings/settings.js';
import { untilEnded } from './archive/until-ended.js';

export interface Training {
  /** In lists of jobs. */
  name: string;
  settings: TrainSettings;
  /** Folder of the run, on a drive that all workers have. */
  out: string;
}

/**
 * Puts those that are not finished into the queue and waits until all ended.
 *
 * @throws {CliError} `input` where some failed, `interrupted`
 */
export async function trainElsewhere(
  where: string,
  trainings: readonly Training[],
  signal: AbortSignal,
): Promise<void> {
  const queue = await Queue.open(where, { log: say });
  try {
    const jobs: NewJob[] = [];
    for (const training of trainings) {
      const record = await readRecord(training.out);
      if (record?.status === 'finished') continue;
      const job = trainingJobOf(training);
      // Its folder was taken away, or moved back to an earlier state.
      if ((await queue.jobs.find(job.key))?.state === 'done') await queue.forget(job.key);
      jobs.push(job);
    }
    const { added, again, known } = await queue.submit(jobs);
    const finished = trainings.length - jobs.length;
    say(
      `${added} trainings are in the queue ${queue.shown}, ${again} are tried again, ${known} were known, ${finished} are ` +
        'finished.',
    );
    if (jobs.length === 0) return;
    const keys = jobs.map(({ key }) => key);
    const { failed, canceled } = await untilEnded(queue, keys, signal);
    if (signal.aborted) {
      throw new CliError(
        'interrupted',
        'Stopped waiting. The trainings go on; the same command waits again.',
      );
    }
    if (failed + canceled > 0) {
      const found = await Promise.all(keys.map((key) => queue.jobs.find(key)));
      throw new CliError('input', `${failed + canceled} of ${keys.length} trainings did not end well.`, {
        more: found.flatMap((job) =>
          job && job.state !== 'done' ? [`${job.name}: ${job.note ?? job.state}`] : [],
        ),
      });
    }
  } finally {
    await queue.close();
  }
}

function trainingJobOf({ name, settings, out }: Training): NewJob {
  const absolute = path.resolve(out);
  // A worker runs in a folder of its own.
  const whole = withAbsolutePaths(settings, process.cwd());
  return {
    key: jobKey('training', whole, absolute),
    name,
    input: { kind: 'training', settings: whole, out: absolute },
  };
}
