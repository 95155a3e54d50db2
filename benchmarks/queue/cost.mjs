/** Jobs that do nothing, one after the other. */
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { jobKey, openDatabase, Queue } from './cli.mjs';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const ME = { id: 'benchmark', host: 'here', pid: process.pid, version: '0' };
/** Milliseconds between two signs of life; of workers it is a fifth of --lost-after, 12 s. */
const BEAT = 1000;
const RESULT = { folder: '/nowhere', host: 'here', seconds: 0 };
const heap = () => {
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

export async function costOfJobs(where, count) {
  const queue = await Queue.open(where);
  const before = await transactions(where);
  const run = `${Date.now()}`;
  const spent = { submit: 0, take: 0, done: 0, beat: 0 };
  let beats = 0;
  let closed = false;
  const timed = async (name, work) => {
    const start = performance.now();
    const result = await work();
    spent[name] += performance.now() - start;
    return result;
  };
  const heapMiB = [];
  try {
    const input = { kind: 'study', path: '/nowhere', options: [], weights: [], out: '/nowhere' };
    const jobs = Array.from({ length: count }, (_, n) => ({
      key: jobKey('cost', run, n),
      name: `job${n}`,
      input,
    }));
    await timed('submit', () => queue.submit(jobs));
    let beaten = performance.now();
    for (let n = 0; n < count; n++) {
      const job = await timed('take', () => queue.take(ME, ['local', 'archive']));
      if (performance.now() - beaten > BEAT) {
        // As a worker does it: at intervals, of all of its jobs at once.
        beaten = performance.now();
        beats++;
        await timed('beat', () => queue.beat(ME, [{ ...job, progress: 0.5, stage: 'nothing' }]));
      }
      await timed('done', () => queue.done(job, RESULT));
      if (n === Math.floor(count / 2)) heapMiB.push(heap());
    }
    heapMiB.push(heap());
    const perJob = Object.values(spent).reduce((sum, each) => sum + each, 0) / count;
    const { beat, ...each } = Object.fromEntries(
      Object.entries(spent).map(([name, all]) => [name, Number((all / count).toFixed(3))]),
    );
    const milliseconds = {
      ...each,
      'signs of life': beat,
      'one sign of life': Number((spent.beat / Math.max(1, beats)).toFixed(3)),
    };
    await queue.leave(ME);
    // A connection tells what it did when it ends.
    await queue.close();
    closed = true;
    return { milliseconds, perJob, heapMiB, ...(await inDatabase(where, count, before)) };
  } finally {
    if (!closed) await queue.close();
  }
}

/** Statements and room for one job, as the database itself counts them. */
async function inDatabase(where, count, before) {
  const statements = ((await transactions(where)) - before) / count;
  const database = await openDatabase(where);
  const { rows } = await database.execute(
    `SELECT pg_total_relation_size('miniseg.job')::float8 / greatest(1, (SELECT count(*) FROM miniseg.job)) AS bytes`,
    [],
  );
  await database.close();
  return { statements, bytesPerJob: rows[0].bytes };
}

async function transactions(where) {
  const database = await openDatabase(where);
  // What a connection did is counted a second later.
  await setTimeout(1500);
  const { rows } = await database.execute(
    'SELECT xact_commit::float8 AS count FROM pg_stat_database WHERE datname = current_database()',
    [],
  );
  await database.close();
  return rows[0].count;
}
