/** The installed command, killed without warning and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/run.js';
import { type TemporaryFolder, temporaryFolder } from './support/temporary-folder.js';

const MINISEG = fileURLToPath(new URL('../packages/cli/bin/miniseg.js', import.meta.url));
const CONFIG = {
  recipe: 'quick',
  phantoms: 8,
  validationShare: 0.25,
  network: { filters: [4, 8, 12], blocks: [1, 1, 1], headDropout: 0.1 },
  size: 32,
  epochs: 10,
  batchSize: 2,
};

describe('miniseg train', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await writeFile(path.join(folder.path, 'config.json'), JSON.stringify(CONFIG));
  });
  afterAll(() => folder?.remove());

  const train = (out: string, ...more: string[]) => [MINISEG, 'train', 'config.json', '--out', out, ...more];
  const weights = (out: string) => readFile(path.join(folder.path, out, 'weights.safetensors'));

  const stop = (child: ChildProcess) => child.kill('SIGKILL');

  /** Starts a run, and lets something happen to it so many milliseconds after its first epoch. */
  async function interrupted(
    [...command]: string[],
    after: number,
    happens: (child: ChildProcess) => unknown = stop,
  ): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, command, { cwd: folder.path, stdio: 'ignore' });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('exit', (_, signal) => resolve(signal)),
    );
    const out = command[command.indexOf('--out') + 1];
    while (child.exitCode === null && !existsSync(path.join(folder.path, out, 'history.csv'))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, after));
    await happens(child);
    return ended;
  }

  it('killed three times, it continues to the very weights, history and scores of a run that was not', async () => {
    await run(process.execPath, train('whole'), folder.path);
    const signals = [];
    for (const after of [20, 90, 200]) signals.push(await interrupted(train('killed'), after));
    expect(signals).toContain('SIGKILL');
    if (!existsSync(path.join(folder.path, 'killed', 'weights.safetensors'))) {
      await run(process.execPath, train('killed'), folder.path);
    }
    expect((await weights('killed')).equals(await weights('whole'))).toBe(true);
    const curve = async (out: string) =>
      // All but the last column, the seconds.
      (await readFile(path.join(folder.path, out, 'history.csv'), 'utf8'))
        .split('\r\n')
        .map((line) => line.replace(/,[^,]*$/, ''));
    expect(await curve('killed')).toEqual(await curve('whole'));
    expect(await readFile(path.join(folder.path, 'killed', 'cases.csv'), 'utf8')).toBe(
      await readFile(path.join(folder.path, 'whole', 'cases.csv'), 'utf8'),
    );
  }, 240_000);

  it('on one thread, killed there and continued on two, it makes the same bytes', async () => {
    if (!existsSync(path.join(folder.path, 'whole')))
      await run(process.execPath, train('whole'), folder.path);
    expect(await interrupted(train('threads', '--threads', '1'), 0)).toBe('SIGKILL');
    const record = async () =>
      JSON.parse(await readFile(path.join(folder.path, 'threads', 'run.json'), 'utf8'));
    expect(await record()).toMatchObject({ status: 'running', threads: 1 });
    await run(process.execPath, train('threads', '--threads', '2'), folder.path);
    expect(await record()).toMatchObject({ status: 'finished', threads: 2 });
    expect((await weights('threads')).equals(await weights('whole'))).toBe(true);
  }, 240_000);

  it('a second process in the folder is refused while there is a first one, and not after it was killed', async () => {
    let holder: number | undefined;
    let refused: unknown;
    await interrupted(train('both'), 0, async (child) => {
      holder = child.pid;
      // It stands still, and is there.
      child.kill('SIGSTOP');
      refused = await run(process.execPath, train('both'), folder.path).catch((error) => error);
      child.kill('SIGKILL');
    });
    expect(String(refused)).toMatch(
      new RegExp(
        `miniseg: 'both' is in use by process ${holder}, since .*\\(kill ${holder}\\), or choose another folder`,
      ),
    );
    await run(process.execPath, train('both'), folder.path);
    expect(existsSync(path.join(folder.path, 'both', '.lock'))).toBe(false);
  }, 240_000);
});
