import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RECIPES } from '../settings/recipes.js';
import type { TrainSettings } from '../settings/settings.js';
import { RUN_FILES, refuseOtherRun } from './run-folder.js';
import { describeData, newRecord, writeRecord } from './run-record.js';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const settings: TrainSettings = { ...RECIPES.quick, recipe: 'quick', data: 'here' };
const lists = { training: ['a', 'b'], validation: ['c'] };
const hashes = { a: '1', b: '2', c: '3' };
const record = (more: Partial<TrainSettings> = {}, files: Record<string, string> = hashes, split = lists) =>
  newRecord({
    settings: { ...settings, ...more },
    data: describeData('slices', split, new Map(Object.entries(files))),
    normalization: { mean: 0.5, std: 0.2 },
    classPixels: [9, 1],
    backend: 'cpu',
    parameters: 1,
  });
const again = (more: Partial<TrainSettings>, files?: Record<string, string>, split?: typeof lists) =>
  refuseOtherRun(root, record(more, files, split), { force: false });

async function writeCheckpoint(): Promise<void> {
  const folder = path.join(root, RUN_FILES.checkpoints);
  await mkdir(folder);
  await writeFile(path.join(folder, 'checkpoint-00000001.safetensors'), 'some');
}

it('a run that ended before its first checkpoint has nothing to lose', async () => {
  await writeRecord(root, record());
  await mkdir(path.join(root, RUN_FILES.checkpoints));
  await writeFile(path.join(root, RUN_FILES.checkpoints, '.checkpoint.0a.tmp'), 'half');
  expect(await again({ epochs: 99 })).toBeUndefined();
  await rm(path.join(root, RUN_FILES.checkpoints), { recursive: true });
  expect(await again({ epochs: 99 })).toBeUndefined();
});

it('an empty folder is a fresh start, an unfinished run of the same settings is continued', async () => {
  expect(await again({})).toBeUndefined();
  await writeRecord(root, { ...record(), status: 'stopped' });
  expect(await again({})).toBeUndefined();
  expect(await readdir(root)).toEqual([RUN_FILES.record]);
});

it('another number of threads is the same run', async () => {
  await writeRecord(root, record({ threads: 2 }));
  expect(await again({ threads: 1 })).toBeUndefined();
  expect(await again({})).toBeUndefined();
});

it('the same slices in another folder are the same run', async () => {
  await writeRecord(root, record());
  expect(await again({ data: '/elsewhere' })).toBeUndefined();
});

it('other settings, slices or lists are refused, and named', async () => {
  await writeRecord(root, record());
  await writeCheckpoint();
  await expect(again({ epochs: 99, patience: 3 })).rejects.toThrow(
    /unfinished run of another configuration: epochs was 16 and is 99; patience was not set and is 3\. .*--force/,
  );
  await expect(again({}, { ...hashes, b: '9' })).rejects.toThrow(/: 1 slices differ \(b\)\./);
  await expect(again({}, hashes, { training: ['a'], validation: ['b', 'c'] })).rejects.toThrow(
    /: the split differs \(2 training, 1 validation before; now 1 and 2\)/,
  );
});

it('a finished run and files of nobody are kept, unless forced', async () => {
  await writeRecord(root, { ...record(), status: 'finished' });
  await expect(again({})).rejects.toThrow(/holds a finished run\..*--force/);
  await rm(path.join(root, RUN_FILES.record));
  await writeFile(path.join(root, RUN_FILES.weights), 'precious');
  await expect(again({})).rejects.toThrow(/weights\.safetensors' exists already and belongs to no run/);
  await mkdir(path.join(root, RUN_FILES.checkpoints));
  await writeFile(path.join(root, 'notes.txt'), 'mine');
  expect(await refuseOtherRun(root, record(), { force: true })).toBeUndefined();
  expect(await readdir(root)).toEqual(['notes.txt']);
});

it('a record that is damaged is told, not overwritten', async () => {
  await writeFile(path.join(root, RUN_FILES.record), '{"status":');
  await expect(again({})).rejects.toThrow(/run\.json' is no record of a run/);
});
