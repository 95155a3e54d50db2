import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSmallWeights } from '../../test/small-weights.js';
import { seriesJobOf, studyPlan } from './job-making.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-jobs-'));
  await writeSmallWeights(path.join(root, 'w.safetensors'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const SEG = '--dicom-seg-where-possible';
const SERIES = { studyInstanceUid: '1.2', seriesInstanceUid: '1.2.3', instances: 4 };
const jobOf = async (send: string | undefined, ...words: string[]) => {
  const weights = path.join(root, 'w.safetensors');
  const all = ['--weights', weights, SEG, ...words];
  const plan = await studyPlan(all, [weights], { out: root, priority: 0, ...(send ? { send } : {}) });
  return seriesJobOf(plan, 'http://archive', SERIES);
};

it('what is sent has a report, written by the command itself and once, asked for or not', async () => {
  const send = 'http://archive';
  const [plain, asked, kept] = [await jobOf(send), await jobOf(send, '--dicom-sr'), await jobOf(undefined)];
  const weights = path.join(root, 'w.safetensors');
  expect(plain.input).toMatchObject({ options: ['--weights', weights, SEG, '--dicom-sr'] });
  expect(asked).toEqual(plain);
  expect(kept.input).toMatchObject({ options: ['--weights', weights, SEG] });
  expect(kept.key).not.toBe(plain.key);
  await expect(studyPlan([], [weights], { out: root, priority: 0, send })).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringMatching(/--send sends DICOM segmentations/),
  });
});
