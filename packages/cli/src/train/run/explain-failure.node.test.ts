import { DataError } from '@miniseg/data';
import { type Diagnosis, TrainError } from '@miniseg/train';
import { expect, it } from 'vitest';
import { explainFailure } from './explain-failure.js';

const message = (error: unknown) =>
  (explainFailure(error, { out: 'runs/one', training: ['a', 'b', 'c'] }) as Error).message;

it('a full disk is the same cure for checkpoints, tables and the record', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const cure =
    "What was saved in 'runs/one' before is as it was: make room, or mend what hinders writing, and give the same command again to continue.";
  const table = new DataError('io', 'Cannot write history.csv: ENOSPC.', { cause: full });
  expect(message(table)).toBe(`Cannot write history.csv: ENOSPC. ${cure}`);
  expect(message(new TrainError('storage', 'Library words.', { cause: table }))).toBe(
    `Cannot write history.csv: ENOSPC. ${cure}`,
  );
});

it('cures of the trainer get the names that they have in this command', () => {
  expect(message(new TrainError('memory', 'Too large.'))).toBe(
    'Too large. Here that is --batch-size, --size or --backend.',
  );
  const diagnosis = { indices: [2, 0] } as unknown as Diagnosis;
  expect(message(new TrainError('diverged', 'NaN.', { diagnosis }))).toBe(
    "NaN. Here: a lower --learning-rate. The slices of that step are 'c', 'a'.",
  );
  expect(message(new TrainError('corrupt', 'All damaged.'))).toMatch(
    /^All damaged\. Here: .*--out, or --force.*'runs\/one'/,
  );
});

it('all other errors stay what they are', () => {
  for (const error of [
    new TrainError('label', 'x'),
    new DataError('io', 'Cannot read a.png.', { cause: { code: 'EACCES' } }),
    new TypeError('a defect'),
    'text',
  ]) {
    expect(explainFailure(error, { out: 'out', training: [] })).toBe(error);
  }
});
