/**
 * What the queue costs, and what it lets through: jobs that do nothing, workers that sleep, and studies of an archive.
 *
 *     npm run build
 *     node benchmarks/queue.mjs --queue postgres://miniseg@127.0.0.1/benchmark
 *     node benchmarks/queue.mjs --queue ... --jobs 200 --workers 1 --workers 8 --studies 4 --slices 20
 *
 * The database should be empty and of nobody else; jobs of earlier runs stay in it. `--queue <folder>` measures PGlite, with
 * one worker at most, as all go through one process there.
 *
 * 1. Cost: one worker takes jobs that do nothing, with a sign of life for all that it has every second. The
 *    memory of the process is looked at after garbage collection, at the middle and at the end.
 * 2. Workers that sleep for 100 ms instead of computing, all on one database: each is a connection pool of its own.
 * 3. Studies: an archive in this process (WADO and STOW from memory), `miniseg worker` as processes of their own, with 1
 *    and 2 of them, each with one thread. The network is the loopback; its share is what is left of a fast network.
 * 4. From these: a million studies in a month, on paper.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startArchive } from './queue/archive.mjs';
import { costOfJobs } from './queue/cost.mjs';
import { estimate } from './queue/estimate.mjs';
import { sleepers } from './queue/sleepers.mjs';
import { segmentStudies } from './queue/studies.mjs';

const { values } = parseArgs({
  options: {
    queue: { type: 'string' },
    jobs: { type: 'string', default: '2000' },
    workers: { type: 'string', multiple: true, default: ['1', '2', '8', '32'] },
    studies: { type: 'string', default: '12' },
    slices: { type: 'string', default: '100' },
    size: { type: 'string', default: '512' },
    days: { type: 'string', default: '30' },
  },
});
if (values.queue === undefined) {
  console.error('Give --queue: the address of an empty PostgreSQL database, or a folder.');
  process.exit(2);
}
const [jobs, studies, slices, size, days] = ['jobs', 'studies', 'slices', 'size', 'days'].map((name) =>
  Number(values[name]),
);
const folder = mkdtempSync(path.join(tmpdir(), 'miniseg-queue-bench-'));
const archive = await startArchive({ slices, size });
try {
  console.log(`${cpus()[0]?.model} (${cpus().length}), Node ${process.version}\n`);
  const cost = await costOfJobs(values.queue, jobs);
  console.table(cost.milliseconds);
  console.log(
    `Cost of a job: ${cost.perJob.toFixed(2)} ms, ${cost.statements.toFixed(1)} transactions, ${Math.round(cost.bytesPerJob)} bytes of tables. ` +
      `Heap after half of ${jobs} jobs ${cost.heapMiB[0].toFixed(1)} MiB, after all ${cost.heapMiB[1].toFixed(1)} MiB.\n`,
  );
  console.table(await sleepers(values.queue, values.workers.map(Number)));
  const measured = [];
  for (const workers of [1, 2]) {
    measured.push(await segmentStudies({ queue: values.queue, folder, archive, studies, workers }));
  }
  console.table(measured);
  console.log(estimate({ cost, measured, bytes: archive.bytes, days }));
} finally {
  await archive.close();
  rmSync(folder, { recursive: true, force: true });
}
