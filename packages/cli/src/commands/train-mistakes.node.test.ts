import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { labelsOf, maskName, maskPng, writeDataSet } from '../data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const train = (...more: string[]) => runCli('train', at('config.json'), '--out', at('out'), ...more);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('foreign labels, masks that mark nothing, missing masks and broken files are refused before any step', async () => {
  await writeDataSet(root, 5);
  await writeTinyConfig(at('config.json'), { images: 'images', masks: 'masks' });
  await writeFile(at('masks', maskName(2)), maskPng(labelsOf(2).fill(3, 100, 105)));
  expect((await train()).stderr).toMatch(/1 masks hold the label 3: 'tr_im_0002'.*2 classes, 0 to 1.*remap/);
  await writeFile(at('masks', maskName(2)), 'no picture');
  expect((await train()).stderr).toMatch(/'tr_im_0002' cannot be used: /);
  await rm(at('masks', maskName(2)));
  expect((await train()).stderr).toMatch(/1 of 5 images have no mask: 'tr_im_0002'/);
  for (let n = 0; n < 5; n++) await writeFile(at('masks', maskName(n)), maskPng(labelsOf(n).fill(0)));
  expect((await train()).stderr).toMatch(/None of the 4 training masks marks a single pixel/);
  expect(await readdir(at('out'))).toEqual([]);
});

it('an empty data set, missing folders and too large batches say what to do', async () => {
  await mkdir(at('empty', 'images'), { recursive: true });
  const from = (...more: string[]) => train(...more).then(({ code, stderr }) => [code, stderr]);
  expect(await from('--data', at('empty'))).toEqual([
    1,
    expect.stringMatching(/no folders 'images' and 'masks'/),
  ]);
  await mkdir(at('empty', 'masks'));
  expect(await from('--data', at('empty'))).toEqual([1, expect.stringMatching(/images '.*' holds no \.png/)]);
  expect(await from('--data', at('nowhere'))).toEqual([1, expect.stringMatching(/nowhere' cannot be read/)]);
  expect(await from('--batch-size', '7')).toEqual([
    2,
    expect.stringMatching(/6 training slices, and a batch has 7\..*--batch-size 6 or less/),
  ]);
  expect(await from('--set', 'epoch=3')).toEqual([
    2,
    expect.stringMatching(/epoch is no setting\. Did you mean 'epochs'/),
  ]);
  expect(await from('--backend', 'gpu')).toEqual([
    2,
    expect.stringMatching(/backend is "gpu"\. It must be one of 'wasm'/),
  ]);
  expect(await from('--set', 'network={"filterz":[4]}')).toEqual([1, expect.stringMatching(/filterz/)]);
});

it('a folder that cannot be written is refused before the slices are read', async () => {
  await writeFile(at('taken'), 'a file');
  expect(await runCli('train', at('config.json'), '--out', at('taken'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/taken' cannot be written.*--out/),
  });
});
