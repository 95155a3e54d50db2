import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folder } from '@miniseg/model/node';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import { TINY, writeTinyConfig } from '../../test/tiny-config.js';
import { labelsOf, maskName, maskPng, writeDataSet } from './data/fixtures/small-data-set.js';

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
  expect((await train()).stderr).toMatch(/1 mask holds the label 3: 'tr_im_0002'.*2 classes, 0 to 1.*remap/);
  await writeFile(at('masks', maskName(2)), 'no picture');
  expect((await train()).stderr).toMatch(/'tr_im_0002' cannot be used: /);
  await rm(at('masks', maskName(2)));
  expect((await train()).stderr).toMatch(/1 of 5 images have no mask: '.*tr_im_0002.png'/);
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

it('settings that contradict each other are refused, each with its cure', async () => {
  const from = (...more: string[]) => train(...more).then(({ code, stderr }) => [code, stderr]);
  expect(await from('--set', 'network={"classes":1}')).toEqual([
    2,
    expect.stringMatching(/network\.classes is 1\. It must be a whole number of at least 2/),
  ]);
  expect(await from('--size', '20', '--set', 'scales=[1,0.5]')).toEqual([
    2,
    expect.stringMatching(/slices of 20 pixels have 10; the network needs 16\. Give a larger --size/),
  ]);
  expect(await runCli('train', root, '--out', at('out'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/is a folder, .* as --data, or the two as --images and --masks/),
  });
});

it('weights to start from must be of the network that the settings name', async () => {
  const wider = { ...TINY.network, filters: [8, 8, 12] };
  await writeSmallWeights(at('start.safetensors'), true, wider);
  const from = (...more: string[]) => train('--weights', at('start.safetensors'), ...more);
  expect(await from()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /start\.safetensors' are of another network: filters is \[8,8,12\] and the settings say \[4,8,12\]\. Give --preset/,
    ),
  });
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25, epochs: 1, network: wider });
  expect((await from('--preset', 'paper')).stderr).toMatch(/preset is "aaai" and the settings say "paper"/);
  expect(await from()).toMatchObject({ code: 0 });
  const dense = sequential({ layers: [layers.conv2d({ inputShape: [8, 8, 3], filters: 2, kernelSize: 1 })] });
  await dense.save(folder(at('foreign')));
  expect(await train('--force', '--weights', at('foreign'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/foreign' are of a model that miniSeg did not make/),
  });
});

it('a run that diverges names the slices', async () => {
  const { code, stderr } = await train('--learning-rate', '1e6');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(
      /Training diverged at step \d.* Here: a lower --learning-rate\. The slices of that step are 'phantom_000/,
    ),
  ]);
});

it('a folder that cannot be written is refused before the slices are read', async () => {
  await writeFile(at('taken'), 'a file');
  expect(await runCli('train', at('config.json'), '--out', at('taken'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/taken' cannot be written.*--out/),
  });
});
