/** Links in an output folder, names as long as names can be, and what a killed run left. */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { processStart, temporaryName } from '@miniseg/checkpoints/node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dicoms } from '../../../formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../../formats/src/fixtures/from-base64.js';
import { phantomPng } from '../../test/phantom.js';
import { runCli } from '../../test/run-cli.js';
import { smallSegment, writeSmallWeights } from '../../test/small-weights.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const segment = (...inputs: string[]) => runCli('segment', ...inputs, ...smallSegment(at), '--overwrite');

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-links-'));
  for (const folder of ['out', 'elsewhere']) await mkdir(at(folder));
  await writeSmallWeights(at('w.safetensors'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('no result leaves the folder through a link, of overlays, checkpoints, folds or the parts of a phantom set', async () => {
  await writeFile(at('a.png'), phantomPng(1));
  for (const [name, command] of [
    ['overlays', () => segment(at('a.png'))],
    ['checkpoints', () => runCli('train', '--phantoms', '2', '--recipe', 'quick', '--out', at('out'))],
    [
      'images',
      () => runCli('data', 'phantom', '--count', '1', '--size', '32', '--out', at('out'), '--overwrite'),
    ],
  ] as const) {
    await symlink(at('elsewhere'), at('out', name));
    expect(await command()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(`${name}' is a link to '.*elsewhere', and results would leave`),
      ),
    });
    expect(await readdir(at('elsewhere'))).toEqual([]);
    await rm(at('out', name));
  }
});

it('a link in the place of a result is replaced, not followed, and counts as a result that is there', async () => {
  await writeFile(at('a.png'), phantomPng(1));
  await writeFile(at('elsewhere', 'precious'), 'precious');
  for (const target of [at('elsewhere', 'precious'), at('elsewhere', 'new')]) {
    for (const name of ['a.png', 'report.json']) {
      await rm(at('out', name), { force: true });
      await symlink(target, at('out', name));
    }
    const unasked = await runCli('segment', at('a.png'), ...smallSegment(at));
    expect(unasked).toMatchObject({ code: 1, stderr: expect.stringMatching(/exists already/) });
    expect((await segment(at('a.png'))).code).toBe(0);
    expect(await readFile(at('elsewhere', 'precious'), 'utf8')).toBe('precious');
    expect(await readdir(at('elsewhere'))).toEqual(['precious']);
    expect(JSON.parse(await readFile(at('out', 'report.json'), 'utf8')).slices).toHaveLength(1);
  }
});

it.skipIf(process.platform === 'win32')(
  'names near 255 bytes give results, also where a suffix is too much',
  async () => {
    const names = [`${'x'.repeat(251)}.png`, `${'ü'.repeat(125)}x.png`];
    await mkdir(at('in'));
    for (const name of names) await writeFile(at('in', name), phantomPng(1));
    const { code, stderr } = await segment(at('in'));
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/failed/)]);
    const results = (await readdir(at('out'))).filter((name) => name.endsWith('.png'));
    expect(results.sort()).toEqual(names.sort());
    expect(await readdir(at('out', 'overlays'))).toHaveLength(names.length);
    const [scan] = Object.values(dicoms);
    await rm(at('in'), { recursive: true });
    await mkdir(at('in'));
    for (const end of 'ab') await writeFile(at('in', `${'y'.repeat(254)}${end}`), fromBase64(scan.base64));
    const slices = await segment(at('in', `${'y'.repeat(254)}a`), at('in', `${'y'.repeat(254)}b`));
    expect(slices.stderr).not.toMatch(/ENAMETOOLONG/);
    expect((await readdir(at('out'))).filter((name) => /^y+~[0-9a-f]{8}\.png$/.test(name))).toHaveLength(2);
  },
);

it('the next run clears what a killed one left, in every folder of results, and nothing of one that runs', async () => {
  await writeFile(at('a.png'), phantomPng(1));
  const own = `-${process.pid}-${(await processStart(process.pid)) ?? ''}-`;
  const mine = await temporaryName();
  const dead = (await temporaryName()).replace(own, `-${spawnSync(process.execPath, ['-e', '']).pid}-1-`);
  await mkdir(at('out', 'overlays'));
  for (const folder of [at('out'), at('out', 'overlays')])
    for (const name of [mine, dead]) await writeFile(path.join(folder, name), 'half');
  expect((await segment(at('a.png'), '--no-overlay')).code).toBe(0);
  expect((await readdir(at('out'))).sort()).toEqual(
    [mine, 'a.png', 'overlays', 'report.html', 'report.json'].sort(),
  );
  expect(await readdir(at('out', 'overlays'))).toEqual([mine]);
});
