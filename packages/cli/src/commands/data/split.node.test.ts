import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { imageName, maskName, writeDataSet } from './fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const split = (...more: string[]) => runCli('data', 'split', at('images'), at('masks'), ...more);
const id = (n: number) => imageName(n).slice(0, -4);

interface SplitFile {
  options: Record<string, unknown>;
  splits: { name: string; training: string[]; validation: string[] }[];
}
const read = async (file: string): Promise<SplitFile> => JSON.parse(await readFile(at(file), 'utf8'));

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 10);
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('holds out 40 % by default, the same for the same seed', async () => {
  const { code, stdout } = await split('--out', at('a.json'));
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^hold-out: 6 training, 4 validation\nWrote .*a\.json/),
  ]);
  const first = await read('a.json');
  expect(first.options).toEqual({ test: 0.4, seed: 0, stratify: false, groups: false });
  const [{ name, training, validation }] = first.splits;
  expect(name).toBe('hold-out');
  expect([...training, ...validation].sort()).toEqual(Array.from({ length: 10 }, (_, n) => id(n)));
  await split('--out', at('b.json'));
  expect(await read('b.json')).toEqual(first);
  await split('--out', at('c.json'), '--seed', '5', '--test', '0.2');
  const other = await read('c.json');
  expect(other.splits[0].validation).toHaveLength(2);
  expect(other.options).toEqual({ test: 0.2, seed: 5, stratify: false, groups: false });
});

it('folds validate each item once; the file is what `check --split` reads', async () => {
  expect((await split('--out', at('folds.json'), '--folds', '5')).code).toBe(0);
  const { splits } = await read('folds.json');
  expect(splits.map(({ name }) => name)).toEqual(['fold1', 'fold2', 'fold3', 'fold4', 'fold5']);
  expect(splits.flatMap(({ validation }) => validation).sort()).toEqual(
    Array.from({ length: 10 }, (_, n) => id(n)),
  );
  const checked = await runCli('data', 'check', at('images'), at('masks'), '--split', at('folds.json'));
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/fold5: 2/)]);
});

it('--stratify puts small and large lesions into both parts', async () => {
  expect((await split('--out', at('s.json'), '--folds', '2', '--stratify')).code).toBe(0);
  for (const { validation } of (await read('s.json')).splits) {
    // Lesions grow with the number: each part holds some of the smallest four and of the largest four.
    const numbers = validation.map((name) => Number(name.slice(-4)));
    expect(numbers.some((n) => n < 4)).toBe(true);
    expect(numbers.some((n) => n > 5)).toBe(true);
  }
  await rm(at('masks', maskName(3)));
  expect(await split('--out', at('t.json'), '--stratify')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/needs the mask of every item.*'tr_im_0003'.*data check/),
  });
});

it('--groups keeps patients in one part', async () => {
  const rows = Array.from({ length: 10 }, (_, n) => `${String(n).padStart(4, '0')};p${n >> 1}`);
  await writeFile(at('patients.csv'), ['ID;Patient', ...rows].join('\r\n'));
  expect((await split('--out', at('g.json'), '--folds', '5', '--groups', at('patients.csv'))).code).toBe(0);
  for (const { validation } of (await read('g.json')).splits) {
    expect(new Set(validation.map((name) => Number(name.slice(-4)) >> 1)).size).toBe(1);
  }
  const cases: [string, RegExp][] = [
    ['id,group\n0001,p1\n', /no group for 9 of 10 items: 'tr_im_0000'/],
    ['id,group\n0001,p1\n0001,p2\n', /'0001' in the groups 'p1' and 'p2'/],
    ['name,group\n0001,p1\n', /columns 'name', 'group'; it needs 'id' and 'group'/],
    ['id,group\n"0001,p1\n', /cannot be read: line 2 has a stray quotation mark/],
  ];
  for (const [text, message] of cases) {
    await writeFile(at('bad.csv'), text);
    const { code, stderr } = await split('--out', at('x.json'), '--groups', at('bad.csv'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  }
  expect(await readdir(root)).not.toContain('x.json');
});

it('--published takes the validation lists of others, by the numbers of the items', async () => {
  await writeFile(at('p.json'), JSON.stringify({ val: { fold1: ['0000', '0001'], fold2: ['tr_im_0002'] } }));
  const { code, stdout } = await split('--out', at('out.json'), '--published', at('p.json'));
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(
      /^fold1: 1 training, 2 validation\nfold2: 2 training, 1 validation\nin no list: 'tr_im_0003', .* and 4 more/,
    ),
  ]);
  expect((await read('out.json')).splits[0]).toEqual({
    name: 'fold1',
    training: [id(2)],
    validation: [id(0), id(1)],
  });
});

it('files of splits that do not fit are refused with the reason', async () => {
  const cases: [string, RegExp][] = [
    ['{"val": {"fold1": ["0000"], "fold2": ["0077"]}}', /bad\.json': folds: 1 ids have no item \(0077\)/],
    ['{"val": {"fold1": ["0000"], "fold2": ["0000"]}}', /'0000' is validated twice/],
    ['{"splits": []}', /is no file of splits.*data split/],
    ['{"splits": [{"training": ["0000"]}]}', /is no file of splits/],
    [
      '{"splits": [{"training": ["0000"], "validation": ["0099"]}]}',
      /1 items that the data set does not have: '0099'/,
    ],
    [
      '{"splits": [{"training": ["0000"], "validation": ["tr_im_0000"]}]}',
      /in training and in validation: 'tr_im_0000'/,
    ],
    ['[', /splits '.*bad\.json' cannot be read/],
    ['7', /holds no JSON object/],
  ];
  for (const [text, message] of cases) {
    await writeFile(at('bad.json'), text);
    const { code, stderr } = await split('--out', at('x.json'), '--published', at('bad.json'));
    expect([text, code, stderr]).toEqual([text, 1, expect.stringMatching(message)]);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
  expect(await readdir(root)).not.toContain('x.json');
});

it('wrong calls, masks without an image and existing files are refused', async () => {
  const out = ['--out', at('x.json')];
  const usage: [string[], RegExp][] = [
    [[], /--out/],
    [[...out, '--test', '1'], /between 0 and 1/],
    [[...out, '--folds', '1'], /at least 2/],
    [[...out, '--folds', '2', '--test', '0.4'], /cannot be used with option/],
    [[...out, '--published', at('p.json'), '--seed', '1'], /cannot be used with option/],
  ];
  for (const [line, message] of usage) {
    expect(await split(...line)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  }
  expect(await split(...out, '--folds', '11')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/10 items in 10 groups for 11 parts/),
  });
  await rm(at('images', imageName(4)));
  expect((await split(...out)).stderr).toMatch(/1 masks have no image: '.*tr_mask_0004\.png'/);
  await rm(at('masks', maskName(4)));
  expect((await split(...out)).code).toBe(0);
  expect((await split(...out)).stderr).toMatch(/x\.json' exists already.*--overwrite/);
  expect((await split(...out, '--overwrite')).code).toBe(0);
});

it.skipIf(!sharedAvailable)(
  `the published CT100 folds have 79 and 80 training slices (${SHARED_HINT})`,
  async () => {
    const ct100 = path.join(process.env.MINISEG_SHARED as string, 'data/ct100');
    const { code, stdout } = await runCli(
      ...['data', 'split', path.join(ct100, 'images'), path.join(ct100, 'masks')],
      ...['--published', path.join(ct100, 'folds.json'), '--out', at('ct100.json')],
    );
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/fold5: 80 training, 19.*\nin no list: 'tr_im_0048'\n/),
    ]);
    const folds = JSON.parse(new TextDecoder().decode(await readShared('data/ct100/folds.json')));
    const { splits } = await read('ct100.json');
    expect(splits.map(({ training }) => training.length)).toEqual([79, 79, 79, 79, 80]);
    expect(splits[2].validation).toEqual(folds.val.fold3.map((n: string) => `tr_im_${n}`));
  },
);
