import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { processStart } from '@miniseg/checkpoints/node';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TrainError } from '../errors.js';
import { lockFolder } from './index.js';

let root = '';
const lockFile = () => path.join(root, '.lock');
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-lock-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** What a process leaves behind that could not tidy up; by default this one, which runs. */
async function leave(change: object = {}, age = 0): Promise<void> {
  const started = await processStart(process.pid);
  const holder = { pid: process.pid, host: os.hostname(), started, since: new Date().toISOString() };
  await writeFile(lockFile(), JSON.stringify({ ...holder, ...change }));
  const then = new Date(Date.now() - 1000 * age);
  await utimes(lockFile(), then, then);
}

const endedProcess = () => spawnSync(process.execPath, ['-e', '']).pid;

async function takesOver(): Promise<void> {
  const unlock = await lockFolder(root);
  expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toMatchObject({ pid: process.pid });
  await unlock();
  expect(await readdir(root)).toEqual([]);
}

it('a folder is made, held until it is let go, and then free for the next', async () => {
  const folder = path.join(root, 'runs', 'one');
  const unlock = await lockFolder(folder);
  const refused = await lockFolder(folder).catch((error) => error);
  expect(TrainError.isInstance(refused)).toBe(true);
  expect(refused).toMatchObject({
    code: 'locked',
    message: expect.stringMatching(
      /one' is in use by another run of this process, since \d{4}-.*another folder\.$/,
    ),
  });
  await unlock();
  expect(await readdir(folder)).toEqual([]);
  await (await lockFolder(folder))();
});

it('says which process of this machine holds it, and how it is stopped', async () => {
  await leave({ pid: process.ppid, started: await processStart(process.ppid) });
  await expect(lockFolder(root)).rejects.toThrow(
    new RegExp(
      `in use by process ${process.ppid}, since .*\\(kill ${process.ppid}\\), or choose another folder\\.`,
    ),
  );
});

it('takes over from a process that was killed', async () => {
  await leave({ pid: endedProcess() });
  await takesOver();
});

it.skipIf(process.platform !== 'linux')(
  'knows that a process with the same number is another one (by /proc, on Linux)',
  async () => {
    await leave({ started: '1' });
    await takesOver();
  },
);

it('without knowing when the process began, goes by the last restart of the machine', async () => {
  const booted = Date.now() - 1000 * os.uptime();
  await leave({ started: undefined, since: new Date(booted - 60_000).toISOString() });
  await takesOver();
  await leave({ pid: process.ppid, started: undefined });
  await expect(lockFolder(root)).rejects.toThrow(/is some other program, remove '.*\.lock'/);
});

it('leaves the folder to another machine for as long as that gives signs of life', async () => {
  await leave({ host: 'elsewhere', pid: endedProcess() }, 300);
  await expect(lockFolder(root)).rejects.toThrow(
    /by process \d+ on 'elsewhere', since .*sign of life was 30\d s ago\..*free after 10 minutes/,
  );
  await leave({ host: 'elsewhere' }, 601);
  await takesOver();
});

it('gives signs of life as long as it holds the folder', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const unlock = await lockFolder(root);
    const age = async () => Date.now() - (await stat(lockFile())).mtimeMs;
    await utimes(lockFile(), 1, 1);
    vi.advanceTimersByTime(30_000);
    await vi.waitFor(async () => expect(await age()).toBeLessThan(60_000));
    await unlock();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

it.each(['', '{"pid":', '[]', 'null'])('takes over what a process left half written: %j', async (text) => {
  await writeFile(lockFile(), text);
  await takesOver();
});

it('of many that find the folder of a killed process at once, one gets it', async () => {
  for (let round = 0; round < 20; round++) {
    await leave({ pid: 2 ** 30 });
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(root)));
    const [winner, ...more] = tries.filter((one) => one.status === 'fulfilled');
    expect(more).toEqual([]);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'locked' });
    await winner.value();
    expect(await readdir(root)).toEqual([]);
  }
});

it('also takes over from one that was killed while it took over', async () => {
  await leave({ pid: endedProcess() });
  await writeFile(`${lockFile()}.takeover`, await readFile(lockFile()));
  await takesOver();
});

it('clears what one left that was killed after it took over', async () => {
  await leave({ pid: endedProcess() });
  await rename(lockFile(), `${lockFile()}.takeover`);
  await takesOver();
});

it('does not let go of what another process has taken since', async () => {
  const unlock = await lockFolder(root);
  await leave({ pid: process.ppid });
  await unlock();
  expect(await readdir(root)).toEqual(['.lock']);
});

it('says what is wrong with a folder that cannot be written', async () => {
  const file = path.join(root, 'file');
  await writeFile(file, 'no folder');
  await expect(lockFolder(file)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/file' cannot be used: .*Give one that can be written/),
  });
  await mkdir(lockFile());
  await expect(lockFolder(root)).rejects.toMatchObject({ code: 'storage' });
});
