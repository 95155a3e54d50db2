/** The installed command, killed without warning and started again. */
import { spawn } from 'node:child_process';
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

  const train = (out: string) => [MINISEG, 'train', 'config.json', '--out', out];
  const weights = (out: string) => readFile(path.join(folder.path, out, 'weights.safetensors'));

  /** Starts a run, and kills it so many milliseconds after its first checkpoint is there. */
  async function killed(out: string, after: number): Promise<NodeJS.Signals | null> {
    const child = spawn(process.execPath, train(out), { cwd: folder.path, stdio: 'ignore' });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once('exit', (_, signal) => resolve(signal)),
    );
    while (child.exitCode === null && !existsSync(path.join(folder.path, out, 'history.csv'))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await new Promise((resolve) => setTimeout(resolve, after));
    child.kill('SIGKILL');
    return ended;
  }

  it('killed three times, it continues to the very weights, history and scores of a run that was not', async () => {
    await run(process.execPath, train('whole'), folder.path);
    const signals = [];
    for (const after of [20, 90, 200]) signals.push(await killed('killed', after));
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
});
