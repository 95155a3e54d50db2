import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chestPhantom, windowTo8bit } from '@miniseg/data';
import { SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import {
  greyPng,
  HEIGHT,
  imageName,
  maskName,
  WIDTH,
  writeDataSet,
} from '../commands/data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const evaluate = (...more: string[]) =>
  runCli('evaluate', '--weights', at('weights.safetensors'), '--backend', 'cpu', ...more);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 4);
  await writeSmallWeights(at('weights.safetensors'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('segments and scores as segment and evaluate do one after the other', async () => {
  const { code, stdout } = await evaluate('--data', root, '--json', '-');
  const segmenting = ['segment', at('images'), '--weights', at('weights.safetensors'), '--backend', 'cpu'];
  expect((await runCli(...segmenting, '--out', at('results'))).code).toBe(0);
  const twoSteps = ['evaluate', at('results'), at('masks'), '--protocol', 'reference', '--json', '-'];
  const expected = JSON.parse((await runCli(...twoSteps)).stdout);
  const report = JSON.parse(stdout);
  expect([code, report.protocol, report.cases.length]).toEqual([0, 'reference', 4]);
  expect(report.mean).toEqual(expected.mean);
  expect(report.weights).toMatchObject({
    file: 'weights.safetensors',
    normalization: { mean: 0.5, std: 0.25 },
  });
});

it('of a fold the validation slices alone are scored', async () => {
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [
    { training: ids(0, 1, 3), validation: ids(2) },
    { training: ids(2), validation: ids(0, 1, 3) },
  ];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  const split = ['--data', root, '--split', at('split.json')];
  expect((await evaluate(...split, '--fold', '2', '--csv', at('cases.csv'))).code).toBe(0);
  const lines = (await readFile(at('cases.csv'), 'utf8')).trim().split('\r\n');
  expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(ids(0, 1, 3));
  expect(await evaluate(...split)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/has 2 folds\. Choose one/),
  });
});

it('16-bit pictures of Hounsfield units are scored through the lung window, and it is said', async () => {
  const { volume } = chestPhantom({ seed: 2, size: 32, slices: 2 });
  for (const folder of ['window/images', 'deep/images']) await mkdir(at(folder), { recursive: true });
  for (const folder of ['window', 'deep']) {
    for (const n of [0, 1]) await cp(at('masks', maskName(n)), at(folder, 'masks', maskName(n)));
  }
  for (const n of [0, 1]) {
    const units = volume.data.slice(n * 1024, n * 1024 + WIDTH * HEIGHT);
    await writeFile(at('window/images', imageName(n)), greyPng(windowTo8bit(units, 'lung')));
    const deep = Uint16Array.from(units, (value) => value + 32768);
    await writeFile(at('deep/images', imageName(n)), greyPng(deep));
  }
  const [window, deep] = [await evaluate('--data', at('window')), await evaluate('--data', at('deep'))];
  const table = (stdout: string) => stdout.slice(0, stdout.indexOf('\nNot a medical'));
  expect([deep.code, window.code]).toEqual([0, 0]);
  expect(deep.stdout).toMatch(/'tr_im_0000', 'tr_im_0001': .*plus 32768.*data convert --window/);
  expect(table(deep.stdout).startsWith(table(window.stdout))).toBe(true);
});

it('contradictions and missing parts are refused, and nothing is written', async () => {
  const before = (await readdir(root)).sort();
  const from = async (...more: string[]) => {
    const { code, stdout, stderr } = await evaluate(...more);
    expect(stdout).toBe('');
    return [code, stderr];
  };
  expect(await from()).toEqual([2, expect.stringMatching(/--weights needs slices.*--data/)]);
  expect(await from(at('images'), '--data', root)).toEqual([2, expect.stringMatching(/predicts by itself/)]);
  expect(await from('--data', root, '--fold', '1')).toEqual([
    2,
    expect.stringMatching(/no folds\.json\. Give --split/),
  ]);
  expect(await from('--data', root, '--mean', '0.5')).toEqual([2, expect.stringMatching(/belong together/)]);
  expect(await from('--data', root, '--csv', at('weights.safetensors'))).toEqual([
    1,
    expect.stringMatching(/exists already/),
  ]);
  expect(await runCli('evaluate', '--data', root, at('images'), at('masks'))).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--data.*--weights/),
  });
  expect((await readdir(root)).sort()).toEqual(before);
});

it.skipIf(!sharedAvailable)(
  `the released weights have the published figures on CT100's fold 1 (${SHARED_HINT})`,
  async () => {
    const shared = (file: string) => path.join(process.env.MINISEG_SHARED as string, 'data', file);
    const { train_stats } = JSON.parse(await readFile(shared('ct100/folds.json'), 'utf8'));
    const { mean, std } = train_stats.fold1;
    const { stdout } = await runCli(
      'evaluate',
      ...[
        '--weights',
        shared('official/miniseg-ct100-fold1.pth'),
        '--mean',
        String(mean),
        '--std',
        String(std),
      ],
      ...['--data', shared('ct100'), '--fold', '1', '--json', '-'],
    );
    const scores = JSON.parse(stdout).mean;
    expect([scores.DSC.toFixed(4), scores.mIoU.toFixed(4)]).toEqual(['0.7579', '0.8080']);
  },
);

it('--report shows the slices with what became of their pixels', async () => {
  expect((await evaluate('--data', root, '--report', at('page.html'))).code).toBe(0);
  const page = await readFile(at('page.html'), 'utf8');
  expect(page).toMatch(/<h1>weights\.safetensors on .*: DSC [\d.]+ on 4 cases<\/h1>/);
  expect(page.match(/<img class="pixels"/g)).toHaveLength(4);
});
