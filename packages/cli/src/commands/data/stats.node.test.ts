import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { windowTo8bit } from '@miniseg/data';
import { volumeFromArray, writeNifti, writeVolumeSafetensors } from '@miniseg/formats';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import {
  greyPng,
  HEIGHT,
  imageName,
  maskName,
  pixelsOf,
  WIDTH,
  writeDataSet,
} from './fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const stats = (...more: string[]) => runCli('data', 'stats', at('images'), at('masks'), ...more);
const json = async (...line: string[]) =>
  JSON.parse((await runCli('data', 'stats', ...line, '--json')).stdout);

/** Mean over the images of the mean and the population deviation of pixel / 255. */
function expected(numbers: number[]) {
  const each = numbers.map((n) => {
    const pixels = Array.from(pixelsOf(n), (value) => value / 255);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    const variance = pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length;
    return { mean, std: Math.sqrt(variance) };
  });
  const average = (key: 'mean' | 'std') => each.reduce((sum, one) => sum + one[key], 0) / each.length;
  return { mean: average('mean'), std: average('std') };
}

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 3);
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('mean, deviation, class pixels, shares and weights are those of the definition', async () => {
  const result = await json(at('images'), at('masks'));
  const { mean, std } = expected([0, 1, 2]);
  expect(result.mean).toBeCloseTo(mean, 12);
  expect(result.std).toBeCloseTo(std, 12);
  // 1 + 4 + 7 of 3 times 360 pixels.
  expect(result.classPixels).toEqual([1068, 12]);
  expect(result.classShares[1]).toBeCloseTo(12 / 1080, 12);
  expect(result.classWeights[1]).toBeCloseTo(1 / Math.log(1.1 + 12 / 1080), 12);
  expect(result).toMatchObject({ images: 3, ignored: 0 });
});

it('the text gives the options of `segment`, and a table', async () => {
  const { code, stdout } = await stats();
  const { mean, std } = expected([0, 1, 2]);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toEqual([
    '3 images, mean and standard deviation of each averaged, in units of pixel / 255:',
    `--mean ${mean.toFixed(6)} --std ${std.toFixed(6)}`,
    'class  pixels     share  weight',
    '    0    1068  0.988889  1.3575',
    '    1      12  0.011111  9.4912',
    '',
  ]);
});

it('--split measures a training list', async () => {
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [
    { training: ids(0, 1), validation: ids(2) },
    { training: ids(2), validation: ids(0) },
  ];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  const result = await json(at('images'), '--split', at('split.json'), '--fold', '1');
  expect(result.mean).toBeCloseTo(expected([0, 1]).mean, 12);
  expect([result.images, result.classPixels, result.classWeights]).toEqual([2, [], []]);
  const second = await json(at('images'), '--split', at('split.json'), '--fold', '2');
  expect(second.std).toBeCloseTo(expected([2]).std, 12);
  const cases: [string[], RegExp][] = [
    [['--split', at('split.json')], /2 folds. Choose one with --fold 1 to 2/],
    [['--split', at('split.json'), '--fold', '3'], /no fold 3.*from 1 to 2/],
    [['--fold', '1'], /pass --split too/],
  ];
  for (const [line, message] of cases) {
    expect(await stats(...line)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  }
});

it('16-bit pictures are measured in shares of white', async () => {
  const eight = await json(at('images'));
  for (const n of [0, 1, 2]) {
    await writeFile(
      at('images', imageName(n)),
      greyPng(Uint16Array.from(pixelsOf(n), (value) => value * 257)),
    );
  }
  const sixteen = await json(at('images'));
  expect(sixteen.mean).toBeCloseTo(eight.mean, 12);
  expect(sixteen.std).toBeCloseTo(eight.std, 12);
});

it('Hounsfield units go through the lung window, or the one that is asked for', async () => {
  const data = Int16Array.of(-2000, -1350, -600, 150, 3000, 40);
  const volume = { ...volumeFromArray({ data, shape: [1, 2, 3] }), unit: 'HU' as const };
  await writeFile(at('scan.safetensors'), writeVolumeSafetensors(volume));
  const lung = [0, 0, 0.5, 1, 1, 1390 / 1500];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  expect((await json(at('scan.safetensors'))).mean).toBeCloseTo(mean(lung), 12);
  const soft = await json(at('scan.safetensors'), '--window', '40,400');
  expect(soft.mean).toBeCloseTo(mean([0, 0, 0, 310 / 400, 1, 0.5]), 12);
  const range = await json(at('scan.safetensors'), '--range', '-2000,3000');
  expect(range.mean).toBeCloseTo(mean([0, 650, 1400, 2150, 5000, 2040].map((value) => value / 5000)), 12);
  await writeFile(
    at('mask.nii'),
    writeNifti({ ...volume, data: Uint8Array.of(0, 1, 1, 255, 0, 0) }, { gzip: false }),
  );
  expect(await runCli('data', 'stats', at('scan.safetensors'), at('mask.nii'))).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\n {4}1 +2 .*\n1 pixels are 255 \(ignored\)/),
  });
});

it('16-bit pictures of Hounsfield units count as their lung window does, and numbers without a meaning are refused', async () => {
  const units = Int16Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % 3 === 0 ? -900 : (i * 3) % 900));
  const folder = async (name: string, data: Uint8Array | Uint16Array) => {
    await mkdir(at(name));
    await writeFile(at(name, 'a.png'), greyPng(data));
  };
  await folder('window', windowTo8bit(units, 'lung'));
  await folder(
    'plus32768',
    Uint16Array.from(units, (value) => value + 32768),
  );
  await folder(
    'numbers',
    Uint16Array.from(units, (_, i) => 5000 + i),
  );
  const [eight, sixteen] = [await json(at('window')), await json(at('plus32768'))];
  expect([sixteen.mean, sixteen.std]).toEqual([eight.mean, eight.std]);
  const soft = ['--window', 'mediastinum'];
  const converted = [at('plus32768', 'a.png'), at('soft.png'), ...soft];
  expect((await runCli('data', 'convert', ...converted)).code).toBe(0);
  expect((await json(at('plus32768'), ...soft)).mean).toBe((await json(at('soft.png'))).mean);
  expect(await runCli('data', 'stats', at('numbers'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/numbers of unknown meaning.*Pass --range/),
  });
  expect((await json(at('numbers'), '--range', '5000,5359')).mean).toBeCloseTo(0.5, 2);
});

it('an item that cannot be read ends the measurement with its name', async () => {
  await writeFile(at('images', imageName(1)), (await readFile(at('images', imageName(1)))).subarray(0, 50));
  expect(await stats()).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/'tr_im_0001' cannot be used: /),
  });
  await rm(at('masks', maskName(0)));
  await writeFile(at('list.csv'), 'image\ngone.png\n');
  expect(await runCli('data', 'stats', '--list', at('list.csv'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^miniseg: 'gone\.png' cannot be used: Cannot read .*gone\.png: .*\n$/),
  });
});

it.skipIf(!sharedAvailable)(
  `fold 1 of CT100 gives the published mean and deviation (${SHARED_HINT})`,
  async () => {
    const ct100 = (name: string) => path.join(process.env.MINISEG_SHARED as string, 'data/ct100', name);
    const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
    const line = [ct100('images'), ct100('masks'), '--split', ct100('folds.json'), '--fold', '1'];
    const result = await json(...line);
    expect(result.images).toBe(79);
    expect(result.mean).toBeCloseTo(folds.train_stats.fold1.mean, 9);
    expect(result.std).toBeCloseTo(folds.train_stats.fold1.std, 9);
    expect(result.classPixels[0] + result.classPixels[1]).toBe(79 * 512 * 512);
  },
);
