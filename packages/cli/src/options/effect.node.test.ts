/** Options that would do nothing are a wrong call, in every command. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';
import { writeDataSet } from '../commands/data/fixtures/small-data-set.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 4);
  await writeSmallWeights(path.join(root, 'w.safetensors'));
  await writeFile(path.join(root, 'split.json'), '{}');
});
afterAll(() => rm(root, { recursive: true, force: true }));

const WITH_WEIGHTS = 'evaluate --weights @w.safetensors --data @';
const MASKS = 'evaluate @masks @masks';
const TRAIN = 'train --out @out';
it.each([
  ['--label', `${WITH_WEIGHTS} --label 1`],
  ['--allow-missing', `${WITH_WEIGHTS} --allow-missing`],
  ['--list', `${WITH_WEIGHTS} --list @split.json`],
  ['<predictions>', `evaluate @masks --weights @w.safetensors --data @`],
  ['--rows', `${WITH_WEIGHTS} --json - --rows 3`],
  ['--overwrite', `${WITH_WEIGHTS} --overwrite`],
  ['--overwrite', `${MASKS} --json - --overwrite`],
  ...[
    '--data @',
    '--split @split.json',
    '--fold 1',
    '--remap 255=1',
    '--mean 0.5',
    '--std 0.5',
    '--size 32',
    '--backend wasm',
  ].map((option) => [option.split(' ')[0], `${MASKS} ${option}`]),
  ['--verbose', 'doctor --json --verbose'],
  ['--dtype', 'convert @w.safetensors @w.onnx --dtype int8'],
  ['--heads', 'convert @w.safetensors @v.safetensors --heads all'],
  ['--size', 'convert @w.safetensors @w.onnx --size 512'],
  ['--overwrite', 'data check @images --overwrite'],
  ['--remap', 'data check @images --remap 255=1'],
  ['--remap', 'data stats @images --remap 255=1'],
  ['--remap', 'data preview @images --remap 255=1 --out @sheet.png'],
  ['--remap', 'data split @images @masks --remap 255=1 --out @s.json'],
  ['--array', 'data convert @images/tr_im_0000.png @a.npy --array x'],
  ['--volume', 'data convert @images/tr_im_0000.png @a.npy --volume 0'],
  ['--labels', 'data convert @w.safetensors @a.npy --labels'],
  ['masks', `${TRAIN} --data @ --masks @masks`],
  ['masks', `${TRAIN} --phantoms 8 --masks @masks`],
  ['split', `${TRAIN} --phantoms 8 --split @split.json`],
  ['remap', `${TRAIN} --phantoms 8 --remap 255=1`],
  ['validationShare', `${TRAIN} --data @ --split @split.json --set validationShare=0.3`],
  ['power', `${TRAIN} --phantoms 8 --set schedule=cosine --set power=2`],
  ['threads', `${TRAIN} --phantoms 8 --backend cpu --threads 2`],
  ['fold', 'crossval --out @out --data @ --split @split.json --set fold=1'],
])('%s: miniseg %s', async (option, line) => {
  const before = (await readdir(root)).sort();
  const { code, stdout, stderr } = await runCli(...line.replaceAll('@', `${root}/`).split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(
    new RegExp(`^miniseg: ${option} (.*so that it has no effect\\. Leave it out|is 1,.*Leave it out)`),
  );
  expect((await readdir(root)).sort()).toEqual(before);
});

it.each(['one', '1.5', '-1', '1e400', '9007199254740993', ''])(
  'a seed that is no whole number is refused: %j',
  async (seed) => {
    for (const line of [
      ['data', 'phantom', '--out', path.join(root, 'p'), '--seed', seed],
      ['train', '--phantoms', '8', '--out', path.join(root, 'out'), '--seed', seed],
    ]) {
      expect(await runCli(...line)).toMatchObject({ code: 2, stdout: '' });
    }
    const set = await runCli(
      'train',
      '--phantoms',
      '8',
      '--out',
      path.join(root, 'out'),
      '--set',
      `seed=${seed}`,
    );
    expect([set.code, set.stderr]).toEqual([
      2,
      expect.stringMatching(/seed is .*It must be a whole number of at least 0/),
    ]);
  },
);
