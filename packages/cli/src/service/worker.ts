/** Does the jobs of a queue, one study computing while others are fetched, written and sent. */
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Lane } from '../queue/dispatcher.js';
import type { JobResult, TakenJob } from '../queue/job.js';
import { insist } from '../queue/passing-error.js';
import type { Queue } from '../queue/queue.js';
import type { WorkerName } from '../queue/worker-name.js';
import { Gate } from '../segment/gate.js';
import { versions } from '../version.js';
import { asFailure } from './job-failure.js';
import type { JobRun } from './job-run.js';
import { studyJob } from './job-study.js';
import { trainingJob } from './job-training.js';
import { Scratch } from './scratch.js';
import { WorkerCounts } from './worker-counts.js';
import { newWorkerId } from './worker-id.js';

export interface WorkerOptions {
  queue: Queue;
  /** Studies that are computed at once. */
  atOnce: number;
  /** Series that are fetched meanwhile. */
  ahead: number;
  /** Jobs at once on this machine, over all workers on it. */
  hostLimit?: number;
  /** Fetches and stores at once at one archive, over all workers on all machines. */
  archiveLimit?: number;
  out?: string;
  timeoutMs: number;
  token?: string;
  /** Ends when nothing is left to do, for anybody. */
  once: boolean;
  signal: AbortSignal;
  log(line: string): void;
  /** Between two looks, where there was nothing; default 2000. */
  pollMs?: number;
  counts?: WorkerCounts;
}

interface Running {
  job: TakenJob;
  stop: AbortController;
  stage: string;
  progress: number;
  place?: number;
  ended: Promise<void>;
}

/** Runs until the signal comes, or, with `once`, until all jobs ended. */
export async function work(options: WorkerOptions): Promise<WorkerCounts> {
  const { queue, signal, log, atOnce, ahead, out, token, timeoutMs, pollMs = 2000 } = options;
  const counts = options.counts ?? new WorkerCounts();
  const host = hostname();
  const id = newWorkerId(host);
  const me: WorkerName = { id, host, pid: process.pid, version: versions.miniseg };
  const scratch = new Scratch(id, out);
  const compute = new Gate(atOnce);
  const network = new Gate(Math.max(2, ahead));
  const running = new Map<string, Running>();
  const away = patience(log);
  const persist = <Result>(attempt: () => Promise<Result>) =>
    insist(attempt, { signal, onWait: away.waits }).finally(away.ends);
  const machine = `machine ${host}`;

  const beats = every(1000 * Math.max(0.5, queue.lostAfter / 5), async () => {
    const jobs = [...running.values()].map(({ job, stage, progress }) => ({ ...job, stage, progress }));
    const gone = await queue.beat(me, jobs);
    for (const key of gone) running.get(key)?.stop.abort(new NotOurs());
    if (options.hostLimit !== undefined || options.archiveLimit !== undefined) await queue.places.keep(me);
    await queue.sweep();
  });

  const start = (job: TakenJob, place: number | undefined) => {
    const stop = new AbortController();
    const one: Running = { job, stop, stage: 'beginning', progress: 0, place, ended: Promise.resolve() };
    running.set(job.key, one);
    const once = AbortSignal.any([signal, stop.signal]);
    let online = 0;
    const timed = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      const since = performance.now();
      return work().finally(() => {
        online += (performance.now() - since) / 1000;
      });
    };
    const run: JobRun = {
      ...{ job, scratch, compute, out, token, timeoutMs, signal: once },
      at: (stage, progress) => Object.assign(one, { stage, progress }),
      online: (archive, work) => {
        const turn = () =>
          withPlace(options, me, `archive ${new URL(archive).host}`, once, () => timed(work));
        return network.run(1, turn, once);
      },
      networkSeconds: () => online,
    };
    one.ended = doJob(run)
      .then(
        async (result) => {
          if (await persist(() => queue.done(job, result))) {
            counts.finished('done', result.seconds);
            log(`${job.name}: ${described(job, result)}`);
          }
        },
        (error) => setAside(run, error, persist),
      )
      .catch((error: Error) => log(`${job.name}: ${error.message}`))
      .finally(async () => {
        running.delete(job.key);
        if (place !== undefined) await queue.places.leave(machine, place, me).catch(() => {});
      });
  };

  const setAside = async (run: JobRun, error: unknown, tell: typeof persist) => {
    const { job } = run;
    // With the database away, its lease runs out instead.
    if (signal.aborted) return queue.release(me, job);
    if (error instanceof NotOurs) return log(`${job.name}: stopped, as it was canceled or is done elsewhere`);
    const { message, final } = asFailure(error);
    counts.finished(final ? 'failed' : 'again', 0);
    log(`${job.name}: ${final ? 'failed' : 'will be tried again'}, ${message}`);
    await tell(() => queue.failed(me, job, message, final));
  };

  /** @returns undefined where there is nothing to do, or no place to do it. */
  const next = async (lanes: readonly Lane[]): Promise<boolean> => {
    let place: number | undefined;
    if (options.hostLimit !== undefined) {
      place = await queue.places.take(machine, options.hostLimit, me);
      if (place === undefined) return false;
    }
    const job = await queue.take(me, lanes);
    if (job) start(job, place);
    else if (place !== undefined) await queue.places.leave(machine, place, me);
    return job !== undefined;
  };

  try {
    while (!signal.aborted) {
      let took = false;
      try {
        const busy = [...running.values()].filter(({ stage }) => stage !== 'sending').length;
        if (busy < atOnce) took = await next(['local', 'archive']);
        else if (busy < atOnce + ahead) took = await next(['archive']);
        away.ends();
        if (!took && options.once && running.size === 0 && (await isEmpty(queue))) break;
      } catch (error) {
        away.waits(error as Error);
      }
      if (took) continue;
      const ends = [...running.values()].map(({ ended }) => ended);
      await Promise.race([...ends, setTimeout(pollMs, undefined, { signal }).catch(() => {})]);
    }
    // What was stopped is given back.
    await Promise.all([...running.values()].map(({ ended }) => ended));
  } finally {
    await beats.stop();
    await scratch.remove();
    await queue.leave(me).catch(() => {});
  }
  return counts;
}

/** The queue says that a job is not, or not any more, this worker's. */
class NotOurs extends Error {}

const doJob = (run: JobRun): Promise<JobResult> => {
  const { input } = run.job;
  return input.kind === 'training' ? trainingJob(input, run) : studyJob(input, run);
};

async function isEmpty(queue: Queue): Promise<boolean> {
  const { waiting, active } = await queue.jobs.counts();
  return waiting + active === 0;
}

async function withPlace<Result>(
  { queue, archiveLimit }: WorkerOptions,
  me: WorkerName,
  resource: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  if (archiveLimit === undefined) return work();
  for (;;) {
    signal.throwIfAborted();
    const place = await insist(() => queue.places.take(resource, archiveLimit, me), { signal });
    if (place !== undefined)
      return work().finally(() => queue.places.leave(resource, place, me).catch(() => {}));
    await setTimeout(500, undefined, { signal });
  }
}

function described({ input }: TakenJob, { seconds, sent, failed }: JobResult): string {
  const done = `${input.kind === 'training' ? 'trained' : 'segmented'} in ${seconds} s`;
  const parts = [
    done,
    ...(sent === undefined ? [] : [`${sent} DICOM objects sent`]),
    ...(failed ? [failed] : []),
  ];
  return parts.join(', ');
}

/** Says once that the database is away, and once that it is back. */
function patience(log: (line: string) => void) {
  let away = false;
  return {
    waits: (error: Error) => {
      if (!away) log(`the queue does not answer, waiting for it: ${error.message}`);
      away = true;
    },
    ends: () => {
      if (away) log('the queue answers again');
      away = false;
    },
  };
}

/** Again and again, never twice at once; what fails is tried the next time. */
function every(milliseconds: number, work: () => Promise<void>): { stop(): Promise<void> } {
  let current = Promise.resolve();
  let runs = false;
  const timer = setInterval(() => {
    if (runs) return;
    runs = true;
    current = work()
      .catch(() => {})
      .finally(() => {
        runs = false;
      });
  }, milliseconds);
  return {
    stop: () => {
      clearInterval(timer);
      return current;
    },
  };
}
