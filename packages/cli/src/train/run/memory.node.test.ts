/** `--max-memory` of `train` and `crossval`: what a slice takes is counted before it is read. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { writeTinyConfig } from '../../../test/tiny-config.js';
import { imageName, writeDataSet } from '../../commands/data/fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const command = (name: 'train' | 'crossval', ...more: string[]) =>
  runCli(name, at('config.json'), '--out', at('out'), ...more);
/** Few bytes that announce 100 million. */
const SIDE = 10_000;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 4);
  const ids = (...numbers: number[]) => numbers.map((n) => imageName(n).slice(0, -4));
  const splits = [
    { training: ids(0, 1), validation: ids(2, 3) },
    { training: ids(2, 3), validation: ids(0, 1) },
  ];
  await writeFile(at('split.json'), JSON.stringify({ splits }));
  await writeTinyConfig(at('config.json'), { data: '.', split: 'split.json', epochs: 1, scales: [1] });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('a slice that announces more is refused by its name, with the cure, and nothing is written', async () => {
  const data = new Uint8Array(SIDE * SIDE);
  const png = encodePng({ width: SIDE, height: SIDE, channels: 1, data, maxValue: 255 });
  await writeFile(at('images', imageName(1)), png);
  const refused = new RegExp(
    `'tr_im_0001' cannot be used: '.*${imageName(1)}' announces 1 x ${SIDE} x ${SIDE} values, which take .* of memory, ` +
      'more than the .* allowed.*--max-memory',
  );
  for (const [name, ...options] of [
    ['train', '--fold', '1', '--max-memory', '1G'],
    ['train', '--fold', '1'],
    ['crossval', '--max-memory', '1G'],
  ] as const) {
    expect(await command(name, ...options)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(refused),
    });
  }
  expect((await readdir(at('out'))).filter((name) => !/^fold\d$|lock/.test(name))).toEqual([]);
  expect(await readdir(at('out', 'fold1'))).toEqual([]);
});

it('slices that fit are trained on, in little memory too', async () => {
  const trained = await command('train', '--fold', '1', '--max-memory', '200M');
  expect([trained.code, trained.stderr]).toEqual([0, expect.stringContaining('Scoring')]);
  const none = await command('crossval', '--max-memory', '192M');
  expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/more than the 0 .*--max-memory/)]);
});

it('phantoms are no files: the option would have no effect', async () => {
  await writeTinyConfig(at('config.json'), { phantoms: 8, validationShare: 0.25 });
  const { code, stderr } = await command('train', '--max-memory', '1G');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--max-memory is for slices in files/)]);
});
