/**
 * node node-case.mjs '<JSON of preset, batch, size, backend, rounds, warmUp, threads, replicas>': measures in a process of
 * its own, whose peak memory is then the case's. With 2 replicas two workers have a part of the batch each.
 */
import { Worker } from 'node:worker_threads';
import { ReplicaGroup } from '@miniseg/ops';
import { measure } from './measure.mjs';
import { heapBytes, startBackend } from './node-backend.mjs';

const { backend, replicas = 1, threads = 1, batch, ...options } = JSON.parse(process.argv[2]);
const result = replicas > 1 ? await inReplicas() : await here();
process.send({ ...result, residentBytes: process.resourceUsage().maxRSS * 1024 }, () => process.exit());

async function here() {
  await startBackend(backend, threads);
  const measured = await measure({ ...options, batch });
  return { ...measured, heapBytes: heapBytes() };
}

async function inReplicas() {
  const memory = ReplicaGroup.allocate(replicas);
  const parts = Array.from({ length: replicas }, (_, rank) => Math.floor((batch + rank) / replicas));
  const results = await Promise.all(
    parts.map(
      (part, rank) =>
        new Promise((resolve, reject) => {
          const workerData = { ...options, backend, batch: part, memory, rank };
          const worker = new Worker(new URL('replica.mjs', import.meta.url), { workerData });
          worker.once('message', resolve).once('error', reject);
        }),
    ),
  );
  // They meet at every normalization, so that each one's times are those of the step; the processor's are all threads'.
  return { ...results[0], heapBytes: results.reduce((sum, { heapBytes }) => sum + heapBytes, 0) };
}
