import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { expectSameBatches } from './fixtures/same-batches.js';
import { SampleWorkers } from './sample-workers.js';

/** Node 20 runs no TypeScript, so the worker is bundled first. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
  });
  return outputFiles[0].text;
}

it('loads the same batches in worker threads as in the main thread', async () => {
  const script = await bundle('node-worker.ts');
  const workers = new SampleWorkers([1, 2].map(() => new Worker(script, { eval: true })));
  await expectSameBatches(workers);
  workers.close();
});

it('rejects instead of hanging when a worker thread dies', async () => {
  const workers = new SampleWorkers([
    new Worker('setTimeout(() => { throw new Error("boom") }, 50)', { eval: true }),
  ]);
  await expect(workers.load({ seed: 0, epoch: 0, index: 0 })).rejects.toThrow(
    /worker 0 gives no more samples: boom/,
  );
  workers.close();
});
