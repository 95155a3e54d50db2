/** Every `js` block of every README runs as printed, and prints what it says. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readNifti, writeMaskPng, writeNifti } from '@miniseg/formats';
import { readmeExamples, runReadmeExample } from '@miniseg/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folder as dicoms } from '../packages/formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../packages/formats/src/fixtures/from-base64.js';
import { niftis } from '../packages/formats/src/fixtures/niftis.js';

const root = path.dirname(import.meta.dirname);
const shared = process.env.MINISEG_SHARED;
const WEIGHTS = 'data/official/miniseg-ct100-fold1.pth';
const SLICE = 'data/ct100/images/tr_im_0000.png';
const hasShared =
  shared !== undefined && existsSync(path.join(shared, WEIGHTS)) && existsSync(path.join(shared, SLICE));

/** How many examples each README has at least. */
const READMES: Record<string, number> = {
  '.': 1,
  'packages/ahsp': 1,
  'packages/backends': 5,
  'packages/blocks': 1,
  'packages/checkpoints': 5,
  'packages/compile': 2,
  'packages/data': 2,
  'packages/engine': 3,
  'packages/formats': 6,
  'packages/kernels': 1,
  'packages/losses': 3,
  'packages/metrics': 10,
  'packages/model': 3,
  'packages/ops': 1,
  'packages/scan': 2,
  'packages/threads': 1,
  'packages/train': 3,
  'packages/zoo': 1,
};

/** Examples that need what Node does not have. */
const PAGES_ONLY = /tfjs-backend-webgl'|tfjs-backend-webgpu'/;

/** The files that a reader has, by the names that the READMEs give them. */
async function readersFiles(folder: string): Promise<void> {
  const put = (name: string, bytes: Uint8Array | string) => writeFile(path.join(folder, name), bytes);
  await mkdir(path.join(folder, 'study'));
  for (const [name, text] of Object.entries(dicoms)) await put(`study/${name}`, fromBase64(text));
  await put('study/notes.txt', 'about the study');
  await put('scan.nii.gz', writeNifti(readNifti(fromBase64(niftis.int16.base64))));
  await put('mask.png', writeMaskPng({ data: Uint8Array.of(0, 1, 1, 0, 0, 2), shape: [1, 2, 3] }));
  const training = path.join(root, 'packages/checkpoints/src/fixtures/training.zip.pt');
  await copyFile(training, path.join(folder, 'model.pth'));
  if (!hasShared) return;
  await copyFile(path.join(shared, WEIGHTS), path.join(folder, 'fold1.pth'));
  await copyFile(path.join(shared, SLICE), path.join(folder, 'slice.png'));
}

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'miniseg-readme-'));
  await readersFiles(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const [name, least] of Object.entries(READMES)) {
  const markdown = await readFile(path.join(root, name, 'README.md'), 'utf8');
  const examples = readmeExamples(markdown);

  describe(`README of ${name}`, () => {
    it('has its examples', () => expect(examples.length).toBeGreaterThanOrEqual(least));

    for (const [i, example] of examples.entries()) {
      const title = `example ${i + 1} (${example.title}) runs and prints what it says`;
      const needsShared = /'fold1\.pth'/.test(example.code);
      if (PAGES_ONLY.test(example.code)) it.skip(`${title}: in a page only`, () => {});
      else if (needsShared && !hasShared) it.skip(`${title}: needs the shared folder`, () => {});
      else {
        it(title, async () => {
          // From there a package's own dependencies are found, and every package of this repository.
          const place = path.join(root, name, 'node_modules', '.cache', 'miniseg');
          await runReadmeExample(example, { place, folder });
        });
      }
    }
  });
}
