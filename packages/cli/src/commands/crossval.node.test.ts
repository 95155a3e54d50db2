import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { lockFolder } from '@miniseg/train/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeTinyConfig } from '../../test/tiny-config.js';
import { imageName, writeDataSet } from './data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const crossval = (...more: string[]) => runCli('crossval', at('config.json'), '--out', at('out'), ...more);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 6);
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [
    { training: ids(0, 1, 2), validation: ids(3, 4, 5) },
    { training: ids(3, 4, 5), validation: ids(0, 1, 2) },
  ];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  await writeTinyConfig(at('config.json'), { data: '.', split: 'split.json', epochs: 1, scales: [1] });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('every fold is trained and scored, and the table has mean and deviation', async () => {
  const { code, stdout, stderr } = await crossval();
  expect([code, stderr]).toEqual([0, expect.stringMatching(/Fold 1 \(1 of 2\)[\s\S]*Fold 2 \(2 of 2\)/)]);
  expect(stdout).toMatch(/^fold .*mIoU.*DSC[\s\S]*\n1 [\s\S]*\n2 [\s\S]*\n-+\nmean [\s\S]*\ndeviation /);
  expect((await readdir(at('out'))).sort()).toEqual([
    'crossval.csv',
    'crossval.html',
    'fold1',
    'fold2',
    'folds.json',
  ]);
  const folds = JSON.parse(await readFile(at('out', 'folds.json'), 'utf8'));
  expect(folds.folds.map(({ fold }: { fold: number }) => fold)).toEqual([1, 2]);
  expect(folds.mean.DSC).toBeCloseTo((folds.folds[0].DSC + folds.folds[1].DSC) / 2, 12);
  expect(folds.command).toMatch(/^npx miniseg crossval .*--out /);
  const rows = (await readFile(at('out', 'crossval.csv'), 'utf8')).trim().split('\r\n');
  const table = rows.map((line) => line.split(','));
  expect(table[0]).toEqual(['fold', 'epoch', 'mIoU', 'SEN', 'SPC', 'DSC', 'HD']);
  expect(table.slice(1).map(([fold]) => fold)).toEqual(['1', '2', 'mean', 'deviation']);
  const [one, two, mean, deviation] = table.slice(1).map((cells) => Number(cells[2]));
  expect(mean).toBeCloseTo((one + two) / 2, 12);
  expect(deviation).toBeCloseTo(Math.abs(one - two) / Math.SQRT2, 12);
  for (const [index, value] of [one, two].entries()) {
    const record = JSON.parse(await readFile(at('out', `fold${index + 1}`, 'run.json'), 'utf8'));
    expect([record.settings.fold, record.result.scores.mIoU]).toEqual([index + 1, value]);
  }
  // The tiny network marks nothing: the reference protocol sets what an empty prediction has no value for.
  expect(stdout).toMatch(/^1 .*\*[\s\S]*^mean .*\*/m);
  expect(stdout).toMatch(
    /\nFold 1: \* HD is set by the protocol in \d of 3 cases \(prediction empty\)\.\nFold 2: /,
  );
  const html = await readFile(at('out', 'crossval.html'), 'utf8');
  expect(html).toMatch(/<td data-value="[\d.]+">[\d.]+\*<\/td>[\s\S]*Fold 1: \* HD is set by the protocol/);
  expect(html).toMatch(
    /Not a medical device[\s\S]*<table class="sortable">[\s\S]*fold2\/report\.html[\s\S]*deviation/,
  );
});

it('finished folds stay as they are, and only the others are trained', async () => {
  expect((await crossval('--folds', '2')).code).toBe(0);
  const before = await readFile(at('out', 'fold2', 'run.json'), 'utf8');
  const { code, stderr } = await crossval();
  expect(code).toBe(0);
  expect(stderr.match(/Scoring the validation slices/g)).toHaveLength(1);
  expect(await readFile(at('out', 'fold2', 'run.json'), 'utf8')).toBe(before);
  expect(await crossval('--epochs', '2')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /fold1' holds a finished fold of another configuration: epochs was 1 and is 2\./,
    ),
  });
});

it('a folder in which another crossval is at work is refused', async () => {
  const unlock = await lockFolder(at('out'));
  expect(await crossval()).toMatchObject({ code: 1, stderr: expect.stringMatching(/out' is in use by/) });
  expect(await readdir(at('out'))).toEqual(['.lock']);
  await unlock();
});

it('without folds, or with folds that are not there, nothing is trained', async () => {
  const from = async (...more: string[]) => {
    const { code, stderr } = await crossval(...more);
    return [code, stderr];
  };
  expect(await from('--folds', '3')).toEqual([2, expect.stringMatching(/no fold 3\. Choose from 1 to 2/)]);
  expect(await from('--folds', '1,1')).toEqual([2, expect.stringMatching(/each once/)]);
  expect(await from('--phantoms', '8')).toEqual([2, expect.stringMatching(/Phantoms have no folds/)]);
  expect(await from('--data', root)).toEqual([2, expect.stringMatching(/no folds\.json\. Give split/)]);
  expect(await readdir(root)).not.toContain('out');
});
