import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { groupDicomSeries, readSeriesVolume } from '@miniseg/formats';
import { readFolder, readPath } from '@miniseg/formats/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folder } from '../../../../formats/src/fixtures/dicoms.js';
import { runCli } from '../../../test/run-cli.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const convert = (...more: string[]) =>
  runCli('data', 'convert', at('study'), at('out.npy'), '--overwrite', ...more);

/** A folder of three stacks, the first with a gap and a duplicate, in folders inside, and a file that is no DICOM. */
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await mkdir(at('study', 'inside'), { recursive: true });
  for (const [name, base64] of Object.entries(folder)) {
    await writeFile(at('study', 'inside', name), Buffer.from(base64, 'base64'));
  }
  await writeFile(at('study', 'notes.txt'), 'about the study');
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('a folder of several series lists them, with the numbers and UIDs that --series takes', async () => {
  const { code, stderr } = await convert();
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /holds 3 stacks of slices\. Choose with --series <number or UID>:\n {2}1 {2}[\d.]+ {2}6 x 12 x 16 .*\n {2}2 {2}[\d.]+ {2}2 x 12 x 16 /,
  );
  expect((await convert('--series', '4')).stderr).toMatch(/3 stacks of slices, and none is '4'/);
  const { series } = groupDicomSeries(await readFolder(at('study'), { recursive: true }));
  for (const wanted of ['2', series[1].seriesInstanceUID]) {
    expect((await convert('--series', wanted)).code).toBe(0);
    const { data } = await readSeriesVolume(series[1]);
    expect((await readPath(at('out.npy'))).data).toEqual(Float32Array.from(data));
  }
});

it('gaps, duplicates and files that are no DICOM are told and do not stop it', async () => {
  const { code, stdout, stderr } = await convert('--series', '1');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/from 6 x 12 x 16 voxels/)]);
  expect(stderr).toMatch(/miniseg: 1 files are no DICOM images: 'notes\.txt'\./);
  expect(stderr).toMatch(/miniseg: 4 mm between .*slice\(s\) missing/);
  expect(stderr).toMatch(/miniseg: 1 file\(s\) lie where another slice lies/);
});

it('a series with a damaged file is refused, not written without its slice', async () => {
  const [name, base64] = Object.entries(folder)[0];
  const whole = Buffer.from(base64, 'base64');
  for (const share of [0.4, 0.7, 0.95]) {
    await writeFile(at('study', 'inside', name), whole.subarray(0, Math.floor(share * whole.length)));
    const { code, stdout, stderr } = await convert('--series', '1');
    expect([share, code, stdout]).toEqual([share, 1, '']);
    expect(stderr).toMatch(/study' (is damaged|cannot be read): .*/);
    expect(stderr).not.toMatch(/\n\s+at /);
  }
  expect(await readdir(root)).toEqual(['study']);
});
