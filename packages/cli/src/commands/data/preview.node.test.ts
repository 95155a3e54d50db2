import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodePng, volumeFromArray, writeNpy } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { imageName, writeDataSet } from './fixtures/small-data-set.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const preview = (...more: string[]) =>
  runCli('data', 'preview', at('images'), at('masks'), '--out', at('sheet.png'), '--tile', '20', ...more);
const sheet = async () => decodePng(new Uint8Array(await readFile(at('sheet.png'))));

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeDataSet(root, 6);
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('draws the items with their labels in color', async () => {
  expect(await preview()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/sheet\.png: 68 x 46 pixels/),
  });
  const { width, height, channels, data } = await sheet();
  expect([width, height, channels]).toEqual([68, 46, 3]);
  // Label 1 begins in the upper left corner of each picture, and is in color.
  const corner = 3 * (2 * width + 2);
  expect(data[corner]).not.toBe(data[corner + 1]);
});

it('without masks it draws in grey; --count and --seed choose', async () => {
  const line = ['data', 'preview', at('images'), '--tile', '20', '--count', '2', '--overwrite'];
  const draw = async (...more: string[]) => {
    expect((await runCli(...line, '--out', at('sheet.png'), ...more)).code).toBe(0);
    return sheet();
  };
  const first = await draw();
  expect(first.width).toBe(2 * 22 + 2);
  for (let i = 0; i < first.data.length; i += 3) expect(first.data[i]).toBe(first.data[i + 2]);
  expect((await draw('--seed', '0')).data).toEqual(first.data);
  expect((await draw('--seed', '3')).data).not.toEqual(first.data);
});

it.each(['paper', 'reference'])('--augment %s draws each item five times, first as it is', async (name) => {
  expect((await preview('--augment', name, '--count', '3')).code).toBe(0);
  const { width, height, data } = await sheet();
  expect([width, height]).toEqual([5 * 22 + 2, 3 * 22 + 2]);
  const tile = (row: number, column: number) => {
    const lines = Array.from({ length: 18 }, (_, y) => 3 * ((2 + 22 * row + y) * width + 2 + 22 * column));
    return lines.map((from) => Buffer.from(data.subarray(from, from + 60)).toString('hex')).join();
  };
  const drawn = [1, 2, 3, 4].map((column) => tile(0, column));
  expect(drawn.some((other) => other !== tile(0, 0))).toBe(true);
  expect(tile(1, 0)).not.toBe(tile(0, 0));
});

it('a volume is shown by its fullest slice, and not augmented', async () => {
  const { data, shape } = volumeFromArray({ data: new Uint8Array(3 * 16).fill(1, 20, 28), shape: [3, 4, 4] });
  await writeFile(at('scan.npy'), writeNpy({ data, shape }));
  const line = ['data', 'preview', at('scan.npy'), at('scan.npy'), '--out', at('sheet.png')];
  expect(await runCli(...line, '--augment', 'paper')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/3 slices; cut them/),
  });
  expect((await runCli(...line, '--tile', '16')).code).toBe(0);
  const { data: drawn } = await sheet();
  // The second slice is the one with labels.
  expect(drawn.some((value, i) => i % 3 === 0 && value > drawn[i + 1] + 50)).toBe(true);
});

it('an item that cannot be read, wrong options and existing files write nothing', async () => {
  await writeFile(at('images', imageName(0)), 'no picture');
  expect(await preview()).toMatchObject({ code: 1, stderr: expect.stringMatching(/begins 6e 6f/) });
  expect(await preview('--augment', 'heavy')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/Allowed choices are paper, reference/),
  });
  expect((await preview('--tile', '4')).stderr).toMatch(/from 16 to 2048/);
  expect((await readdir(root)).sort()).toEqual(['images', 'masks']);
  await writeFile(at('sheet.png'), 'mine');
  expect((await preview()).stderr).toMatch(/exists already/);
  expect(await readFile(at('sheet.png'), 'utf8')).toBe('mine');
});
