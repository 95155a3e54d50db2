/** Every public function answers a confused caller with an error of its package, and refuses misspelt options. */
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { AHSP, BLOCKS } from './entries/blocks.js';
import { CHECKPOINTS } from './entries/checkpoints.js';
import { LOSSES } from './entries/losses.js';
import { METRICS } from './entries/metrics.js';
import { OPS } from './entries/ops.js';
import { prepareTrain, TRAIN } from './entries/train.js';
import { incomplete, type PackageEntries, walkEntries } from './entries/walk-entries.js';

const PACKAGES: Record<string, PackageEntries> = {
  ahsp: AHSP,
  blocks: BLOCKS,
  checkpoints: CHECKPOINTS,
  losses: LOSSES,
  metrics: METRICS,
  ops: OPS,
  train: TRAIN,
};

beforeAll(prepareTrain);

describe.each(Object.entries(PACKAGES))('%s', (_name, entries) => {
  it('has an entry for every export', () => expect(incomplete(entries)).toEqual([]));

  it('answers junk with an error of its own', async () => expect(await walkEntries(entries)).toEqual([]));
});
