import { expect, it } from 'vitest';
import { expectSameBatches } from './fixtures/same-batches.js';
import { SampleWorkers } from './sample-workers.js';

it('loads the same batches in web workers as in the page', async () => {
  const workers = new SampleWorkers(
    [1, 2].map(() => new Worker(new URL('./fixtures/web-worker.ts', import.meta.url), { type: 'module' })),
  );
  await expectSameBatches(workers);
  workers.close();
  await expect(workers.load({ seed: 0, epoch: 0, index: 0 })).rejects.toThrow(/closed/);
});
