/** Workers that sleep instead of computing. */
import { setTimeout } from 'node:timers/promises';
import { jobKey, Queue } from './cli.mjs';

const SLEEP = 100;
const EACH = 20;

export async function sleepers(where, counts) {
  const rows = [];
  for (const workers of counts) {
    const queues = await Promise.all(Array.from({ length: workers }, () => Queue.open(where)));
    try {
      rows.push(await run(queues));
    } finally {
      for (const queue of queues) await queue.close();
    }
  }
  return rows;
}

async function run(queues) {
  const count = queues.length * EACH;
  const input = { kind: 'study', path: '/nowhere', options: [], weights: [], out: '/nowhere' };
  const key = (n) => jobKey('sleep', queues.length, Date.now(), n);
  await queues[0].submit(
    Array.from({ length: count }, (_, n) => ({ key: key(n), name: `sleep${n}`, input })),
  );
  const waits = [];
  const done = new Map();
  const start = performance.now();
  await Promise.all(
    queues.map(async (queue, index) => {
      const me = { id: `sleeper${index}`, host: 'here', pid: process.pid, version: '0' };
      for (;;) {
        const since = performance.now();
        const job = await queue.take(me, ['local']);
        if (!job) break;
        waits.push(performance.now() - since);
        await setTimeout(SLEEP);
        await queue.done(job, { folder: '/nowhere', host: 'here', seconds: SLEEP / 1000 });
        done.set(job.key, (done.get(job.key) ?? 0) + 1);
      }
      await queue.leave(me);
    }),
  );
  const seconds = (performance.now() - start) / 1000;
  waits.sort((a, b) => a - b);
  return {
    workers: queues.length,
    'jobs/s': Number((count / seconds).toFixed(1)),
    'of what sleeping allows': `${Math.round((100 * count * SLEEP) / 1000 / seconds / queues.length)} %`,
    'take, median ms': Number(waits[Math.floor(waits.length / 2)].toFixed(1)),
    'take, 95 % ms': Number(waits[Math.floor(0.95 * waits.length)].toFixed(1)),
    'done twice': [...done.values()].filter((times) => times > 1).length,
    lost: count - done.size,
  };
}
