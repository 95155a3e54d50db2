/** Every public function answers a confused caller with an error of its package, and refuses misspelt options. */
import '@tensorflow/tfjs-backend-cpu';
import path from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { BACKENDS } from './entries/backends.js';
import { AHSP, BLOCKS } from './entries/blocks.js';
import { CHECKPOINTS } from './entries/checkpoints.js';
import { CLI } from './entries/cli.js';
import { COMPILE, prepareCompile } from './entries/compile.js';
import { DATA } from './entries/data.js';
import { DICOMWEB } from './entries/dicomweb.js';
import { ENGINE } from './entries/engine.js';
import { exportsOf } from './entries/exports-of.js';
import { FORMATS } from './entries/formats.js';
import { KERNELS } from './entries/kernels.js';
import { LOSSES } from './entries/losses.js';
import { METRICS } from './entries/metrics.js';
import { MODEL, prepareModel } from './entries/model.js';
import { OPS } from './entries/ops.js';
import { prepareScan, SCAN } from './entries/scan.js';
import { THREADS } from './entries/threads.js';
import { prepareTrain, TRAIN } from './entries/train.js';
import { incomplete, type PackageEntries, walkEntries } from './entries/walk-entries.js';
import { ZOO } from './entries/zoo.js';
import { workspacesOf } from './laws/project.js';

const PACKAGES: Record<string, PackageEntries> = {
  ahsp: AHSP,
  backends: BACKENDS,
  blocks: BLOCKS,
  checkpoints: CHECKPOINTS,
  cli: CLI,
  compile: COMPILE,
  data: DATA,
  dicomweb: DICOMWEB,
  engine: ENGINE,
  formats: FORMATS,
  kernels: KERNELS,
  losses: LOSSES,
  metrics: METRICS,
  model: MODEL,
  ops: OPS,
  scan: SCAN,
  threads: THREADS,
  train: TRAIN,
  zoo: ZOO,
};

/** Of what takes a promise to make. */
const PREPARATIONS: Record<string, () => Promise<void>> = {
  compile: prepareCompile,
  model: prepareModel,
  scan: prepareScan,
  train: prepareTrain,
};

const root = path.resolve(import.meta.dirname, '../..');
const published = workspacesOf(root).filter(
  ({ group, manifest }) => group === 'packages' && !manifest.private,
);

it('has a table for every package', () => {
  expect(published.map(({ name }) => name).sort()).toEqual(Object.keys(PACKAGES).sort());
});

beforeEach(async () => {
  await setBackend('cpu');
});

describe.each(published)('$name', (workspace) => {
  const entries = PACKAGES[workspace.name];

  it('has calls for every export of every entry', async () => {
    expect(incomplete(entries, await exportsOf(root, workspace))).toEqual([]);
  });

  it('answers junk with an error of its own', async () => {
    await PREPARATIONS[workspace.name]?.();
    expect(await walkEntries(entries, await exportsOf(root, workspace))).toEqual([]);
  });
});
