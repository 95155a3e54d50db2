/** `--wide`, which needs Node 24 or later on x64. */
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { phantomPng } from '../../test/phantom.js';
import { segmentFolder } from '../../test/segment-folder.js';

const { at, put, segment, bytes, report } = segmentFolder();
const there = Number(process.versions.node.split('.')[0]) >= 24 && process.arch === 'x64';
const before = process.env.XDG_CACHE_HOME;
const note = () => at('cache', 'miniseg', 'weights', 'wide.json');

beforeEach(async () => {
  process.env.XDG_CACHE_HOME = at('cache');
  for (const slice of [0, 1]) await put(`slices/s${slice}.png`, phantomPng(slice));
});
afterEach(() => {
  process.env.XDG_CACHE_HOME = before;
});

async function run(...options: string[]) {
  const { code, stderr } = await segment('slices', '--overwrite', ...options);
  expect([code, stderr]).toEqual([0, expect.stringContaining('[2/2] s1')]);
  return { engine: (await report()).engine, files: [await bytes('s0.png'), await bytes('overlays/s1.png')] };
}

it('off is without, and is refused together with the plain graph, which has none', async () => {
  expect((await run('--wide', 'off')).engine).not.toHaveProperty('wide');
  await expect(access(note())).rejects.toThrow('ENOENT');
  const { code, stderr } = await segment('slices', '--overwrite', '--engine', 'plain', '--wide', 'off');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/--wide is of the compiled engine; leave it/)]);
});

it.skipIf(there)('on is refused where there are none, with what it needs; auto goes without', async () => {
  const { code, stderr } = await segment('slices', '--wide', 'on');
  expect([code, stderr]).toEqual([2, expect.stringMatching(/need Node 24 or later on x64.*this is Node \d/)]);
  expect((await run('--wide', 'auto')).engine).not.toHaveProperty('wide');
});

it.runIf(there)('on gives the same files as off', async () => {
  const on = await run('--wide', 'on');
  expect(on.engine).toMatchObject({ wide: true });
  expect((await run('--wide', 'off')).files).toEqual(on.files);
});

it.runIf(there)('auto measures once, remembers it, and goes by it', async () => {
  const first = await run();
  const noted = JSON.parse(await readFile(note(), 'utf8'));
  expect(noted).toEqual({ machine: expect.stringContaining(process.version), pays: expect.any(Boolean) });
  expect(first.engine.wide ?? false).toBe(noted.pays);
  for (const pays of [true, false]) {
    await writeFile(note(), JSON.stringify({ ...noted, pays }));
    const next = await run();
    expect(next.engine.wide ?? false).toBe(pays);
    expect(next.files).toEqual(first.files);
  }
  // Of another machine, or damaged: as good as none, and measured where this process has not done it yet.
  for (const text of [JSON.stringify({ machine: 'another', pays: true }), 'no JSON']) {
    await writeFile(note(), text);
    expect((await run()).files).toEqual(first.files);
  }
  await rm(path.dirname(note()), { recursive: true });
});
