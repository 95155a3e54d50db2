import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chestPhantom, phantomSlice8bit } from '@miniseg/data';
import { readSlice } from '@miniseg/formats';
import { readBytes, readPath } from '@miniseg/formats/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const phantom = (...more: string[]) => runCli('data', 'phantom', '--out', at('set'), ...more);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('writes pairs that `data check` finds sound and `evaluate` can score', async () => {
  const { code, stdout } = await phantom('--count', '3', '--size', '64', '--seed', '7');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Wrote 3 phantoms.*Not a medical device/)]);
  const names = ['phantom_0000.png', 'phantom_0001.png', 'phantom_0002.png'];
  expect([await readdir(at('set', 'images')), await readdir(at('set', 'masks'))]).toEqual([names, names]);
  const expected = phantomSlice8bit({ seed: 8, size: 64 });
  const image = await readSlice(await readBytes(at('set', 'images', names[1])));
  const mask = await readSlice(await readBytes(at('set', 'masks', names[1])), { palette: 'indices' });
  expect([image.data, mask.data]).toEqual([expected.image, expected.mask]);
  const checked = await runCli('data', 'check', at('set', 'images'), at('set', 'masks'));
  expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/0 errors|no issues/)]);
  await mkdir(at('copy'));
  for (const name of names) await writeFile(at('copy', name), await readFile(at('set', 'masks', name)));
  const scored = await runCli('evaluate', at('copy'), at('set', 'masks'), '--json', '-');
  expect(scored.code).toBe(0);
  expect(JSON.parse(scored.stdout).mean.DSC).toBe(1);
});

it('--slices writes volumes in Hounsfield units with label maps in their geometry', async () => {
  expect((await phantom('--count', '1', '--size', '48', '--slices', '6')).code).toBe(0);
  const { volume, masks } = chestPhantom({ seed: 0, size: 48, slices: 6 });
  const image = await readPath(at('set', 'images', 'phantom_0000.nii.gz'));
  const mask = await readPath(at('set', 'masks', 'phantom_0000.nii.gz'));
  expect([image.shape, image.data]).toEqual([[6, 48, 48], volume.data]);
  expect(mask.data).toEqual(masks.infection);
  expect([mask.spacing, mask.origin]).toEqual([image.spacing, image.origin]);
  expect((await runCli('data', 'check', at('set', 'images'), at('set', 'masks'))).stdout).toMatch(
    /^1 readable item, 1 with a mask/,
  );
});

it('refuses to overwrite and sizes that cannot be', async () => {
  expect((await phantom('--count', '1', '--size', '32')).code).toBe(0);
  const before = await readFile(at('set', 'images', 'phantom_0000.png'));
  expect(await phantom('--count', '1', '--size', '40')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/phantom_0000\.png' exists already.*--overwrite/),
  });
  expect((await readFile(at('set', 'images', 'phantom_0000.png'))).equals(before)).toBe(true);
  expect((await phantom('--count', '1', '--size', '40', '--overwrite')).code).toBe(0);
  for (const wrong of [
    ['--size', '8'],
    ['--count', '0'],
    ['--slices', '1'],
    ['--seed', '-1'],
  ]) {
    expect((await phantom(...wrong)).code).toBe(2);
  }
  expect((await runCli('data', 'phantom')).stderr).toMatch(/--out/);
});
