/** Every public function answers a confused caller with an error of its package, and refuses misspelt options. */
import '@tensorflow/tfjs-backend-cpu';
import path from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { BACKENDS } from './entries/backends.js';
import { AHSP, BLOCKS } from './entries/blocks.js';
import { CHECKPOINTS } from './entries/checkpoints.js';
import { DATA } from './entries/data.js';
import { LOSSES } from './entries/losses.js';
import { METRICS } from './entries/metrics.js';
import { OPS } from './entries/ops.js';
import { prepareTrain, TRAIN } from './entries/train.js';
import { incomplete, type PackageEntries, walkEntries } from './entries/walk-entries.js';
import { workspacesOf } from './laws/project.js';

const PACKAGES: Record<string, PackageEntries> = {
  ahsp: AHSP,
  backends: BACKENDS,
  blocks: BLOCKS,
  checkpoints: CHECKPOINTS,
  data: DATA,
  losses: LOSSES,
  metrics: METRICS,
  ops: OPS,
  train: TRAIN,
};

/** TEMPORARY, to be emptied: packages whose entries have no table yet. */
const WITHOUT_TABLE = ['cli', 'compile', 'engine', 'formats', 'kernels', 'model', 'scan', 'threads'];

it('has a table for every package', () => {
  const published = workspacesOf(path.resolve(import.meta.dirname, '../..'))
    .filter(({ group, manifest }) => group === 'packages' && !manifest.private)
    .map(({ name }) => name);
  expect(published.filter((name) => !WITHOUT_TABLE.includes(name)).sort()).toEqual(
    Object.keys(PACKAGES).sort(),
  );
});

beforeEach(async () => {
  await setBackend('cpu');
});

describe.each(Object.entries(PACKAGES))('%s', (_name, entries) => {
  it('has an entry for every export', () => expect(incomplete(entries)).toEqual([]));

  it('answers junk with an error of its own', async () => {
    if (entries === TRAIN) await prepareTrain();
    expect(await walkEntries(entries)).toEqual([]);
  });
});
