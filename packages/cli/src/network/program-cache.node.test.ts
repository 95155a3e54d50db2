import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodePng } from '@miniseg/formats';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../test/run-cli.js';
import { writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const programs = () => at('cache', 'miniseg', 'weights', 'programs');
const before = process.env.XDG_CACHE_HOME;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-programs-'));
  process.env.XDG_CACHE_HOME = at('cache');
  await writeSmallWeights(at('a.safetensors'));
  await writeSmallWeights(at('b.safetensors'), true, { seed: 7 });
  const data = Uint8Array.from({ length: 1024 }, (_, i) => (i * 37 + (i >> 4) * 11) % 256);
  await writeFile(at('slice.png'), encodePng({ width: 32, height: 32, channels: 1, data, maxValue: 255 }));
});
afterEach(async () => {
  process.env.XDG_CACHE_HOME = before;
  await rm(root, { recursive: true, force: true });
});

/** The mask, and what the report says of the weights. */
async function segment(weights = 'a', ...more: string[]) {
  const words = ['--weights', at(`${weights}.safetensors`), '--out', at('out'), '--overwrite', ...more];
  const { code, stderr } = await runCli('segment', at('slice.png'), ...words);
  expect([code, stderr]).toEqual([0, expect.stringContaining('[1/1] slice')]);
  const { weights: told, engine } = JSON.parse(await readFile(at('out', 'report.json'), 'utf8'));
  return { mask: await readFile(at('out', 'slice.png')), told, engine };
}
const only = async () => {
  const names = await readdir(programs());
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.miniseg$/)]);
  return path.join(programs(), names[0]);
};

it('a second call takes the program of the first, and gives the same mask and report', async () => {
  const first = await segment();
  expect(first.engine.name).toBe('compiled');
  const kept = await readFile(await only());
  const second = await segment();
  expect(second).toEqual(first);
  expect(await readFile(await only())).toEqual(kept);
});

it('the plain graph neither makes nor takes one', async () => {
  await segment('a', '--engine', 'plain');
  await expect(readdir(programs())).rejects.toThrow('ENOENT');
});

describe('a file of the cache that is not what it should be is ignored and written again:', () => {
  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length >> 1)],
    ['changed in one bit of a weight', (whole: Buffer) => flipped(whole, whole.length - 5)],
    ['changed in its hash', (whole: Buffer) => flipped(whole, 3)],
  ])('%s', async (_, damage) => {
    const { mask } = await segment();
    const file = await only();
    const whole = await readFile(file);
    await writeFile(file, damage(whole));
    expect((await segment()).mask).toEqual(mask);
    expect(await readFile(await only())).toEqual(whole);
  });

  it('of other weights, whole, under this name', async () => {
    const { mask } = await segment('a');
    const file = await only();
    const whole = await readFile(file);
    const other = await segment('b');
    const [foreign] = (await readdir(programs())).filter((name) => name !== path.basename(file));
    expect(other.mask.equals(mask)).toBe(false);
    await writeFile(file, await readFile(path.join(programs(), foreign)));
    expect((await segment('a')).mask).toEqual(mask);
    expect(await readFile(file)).toEqual(whole);
  });
});

it('a cache that cannot be written costs nothing but time', async () => {
  const { mask } = await segment();
  await rm(at('cache'), { recursive: true });
  await writeFile(at('cache'), 'a file where the folder should be');
  expect((await segment()).mask).toEqual(mask);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
}
