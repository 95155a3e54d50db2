import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clearLeftovers, processStart, temporaryName, writeFileAtomic, writeFilesAtomic } from './index.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-leftovers-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The temporary name that another process of this machine would take. */
async function nameOf(pid: number, started: string | undefined): Promise<string> {
  const own = `-${process.pid}-${(await processStart(process.pid)) ?? ''}-`;
  return (await temporaryName()).replace(own, `-${pid}-${started ?? ''}-`);
}

it('what a process left that has ended is removed, and what one writes that runs is not', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  const running = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  await once(running, 'spawn');
  try {
    const left = await nameOf(ended, '1');
    const written = await nameOf(running.pid as number, await processStart(running.pid as number));
    const mine = await temporaryName();
    for (const name of [left, written, mine]) await writeFile(at(name), 'half');
    await clearLeftovers(root);
    expect((await readdir(root)).sort()).toEqual([written, mine].sort());
  } finally {
    running.kill('SIGKILL');
    await once(running, 'exit');
  }
  await clearLeftovers(root);
  expect(await readdir(root)).toHaveLength(1);
});

it.skipIf(process.platform !== 'linux')(
  'a process with the number of an earlier one is another one',
  async () => {
    await writeFile(at(await nameOf(process.pid, '1')), 'half');
    await clearLeftovers(root);
    expect(await readdir(root)).toEqual([]);
  },
);

it('files of another machine stay for a day', async () => {
  const foreign = (await temporaryName()).replace(/^\.miniseg-.{8}/, '.miniseg-00000000');
  await writeFile(at(foreign), 'half');
  await clearLeftovers(root);
  expect(await readdir(root)).toEqual([foreign]);
  const then = Date.now() / 1000 - 25 * 3600;
  await utimes(at(foreign), then, then);
  await clearLeftovers(root);
  expect(await readdir(root)).toEqual([]);
});

it('all that does not look like a temporary file stays, and so does a link that does', async () => {
  const linked = await nameOf(2 ** 22 + 7, '1');
  await symlink(at('kept.tmp'), at(linked));
  const others = ['kept.tmp', '.miniseg-1-2-3.tmp', '.miniseg', linked.replace('.tmp', '.tmp.png')];
  for (const name of others) await writeFile(at(name), 'mine');
  await clearLeftovers(root);
  expect((await readdir(root)).sort()).toEqual([...others, linked].sort());
});

it('the first file that is written into a folder clears what was left there', async () => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  await writeFile(at(await nameOf(ended, '1')), 'half');
  await writeFileAtomic(at('whole'), 'whole');
  expect(await readdir(root)).toEqual(['whole']);
});

it.skipIf(process.platform === 'win32')(
  'a name of 255 bytes can be written, and a link is replaced',
  async () => {
    for (const name of ['x'.repeat(255), `${'ü'.repeat(127)}x`]) {
      await writeFileAtomic(at(name), 'whole');
      expect(await readFile(at(name), 'utf8')).toBe('whole');
    }
    await writeFile(at('elsewhere'), 'precious');
    await symlink(at('elsewhere'), at('link'));
    await writeFileAtomic(at('link'), 'result');
    expect(await readFile(at('elsewhere'), 'utf8')).toBe('precious');
    expect(await readFile(at('link'), 'utf8')).toBe('result');
  },
);

it('files that belong together are replaced together, or none is', async () => {
  const pair = (text: string) =>
    [
      [at('weights.bin'), text],
      [at('model.json'), text],
    ] as const;
  await writeFilesAtomic(pair('old'));
  await writeFilesAtomic(pair('new'));
  expect(await readFile(at('model.json'), 'utf8')).toBe('new');
  const broken = [...pair('newer'), [at('none', 'file'), ''] as const];
  await expect(writeFilesAtomic(broken)).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readFile(at('weights.bin'), 'utf8')).toBe('new');
  expect((await readdir(root)).sort()).toEqual(['model.json', 'weights.bin']);
});
