import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPlainFile, siblingFile } from './index.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const find = (name: string, below = false) =>
  siblingFile(at('model'), name, { below, named: "'model.json'" });
const refused = (reason: RegExp) => ({
  name: 'CheckpointError',
  code: 'io',
  message: expect.stringMatching(reason),
});

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-siblings-'));
  await mkdir(at('model', 'deeper'), { recursive: true });
  await writeFile(at('secret'), 'secret');
  await writeFile(at('model', 'weights.bin'), 'weights');
  await writeFile(at('model', 'deeper', 'more.bin'), 'more');
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('a plain file beside is found with its size, also through a link that stays in the folder', async () => {
  await symlink('weights.bin', at('model', 'linked.bin'));
  await link(at('model', 'weights.bin'), at('model', 'hard.bin'));
  for (const name of ['weights.bin', 'linked.bin', 'hard.bin']) {
    const { file, bytes } = await find(name);
    expect(bytes).toBe(7);
    expect(new TextDecoder().decode(await readPlainFile(file))).toBe('weights');
  }
});

it('a file in a folder below is found only where that is allowed', async () => {
  expect((await find('deeper/more.bin', true)).bytes).toBe(4);
  await expect(find('deeper/more.bin')).rejects.toMatchObject(refused(/another folder.*beside it/));
});

it('a name that leads elsewhere is refused before anything is opened', async () => {
  for (const name of ['../secret', at('secret'), '%2e%2e/secret', 'C:\\secret', '..\\secret', 'nul'])
    await expect(find(name, true)).rejects.toMatchObject(refused(/'model\.json' names the file/));
});

it('a link out of the folder is refused, of a file or of a folder', async () => {
  await symlink('../secret', at('model', 'linked.bin'));
  await symlink('..', at('model', 'up'));
  await symlink('/dev/zero', at('model', 'endless.bin'));
  for (const name of ['linked.bin', 'up/secret', 'endless.bin'])
    await expect(find(name, true)).rejects.toMatchObject(refused(/a link that leaves the folder/));
});

it.skipIf(process.platform === 'win32')(
  'pipes, sockets and folders are refused at once, and nobody waits for them',
  async () => {
    execFileSync('mkfifo', [at('model', 'pipe.bin')]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('model', 'socket.bin'), resolve));
    try {
      await expect(find('pipe.bin')).rejects.toMatchObject(refused(/is no plain file/));
      await expect(find('deeper')).rejects.toMatchObject(refused(/is no plain file/));
      await expect(find('socket.bin')).rejects.toMatchObject(refused(/is no plain file|cannot be read/));
      await expect(readPlainFile(at('model', 'pipe.bin'))).rejects.toMatchObject(refused(/is a pipe/));
      await expect(readPlainFile(at('model'))).rejects.toMatchObject(refused(/is a folder/));
      await expect(readPlainFile('/dev/zero')).rejects.toMatchObject(refused(/is a device/));
    } finally {
      server.close();
    }
  },
);

it('a file that is not there is said to be so, and one above the limit is not read', async () => {
  await expect(find('gone.bin')).rejects.toMatchObject(refused(/"gone\.bin", which is not there/));
  await expect(readPlainFile(at('secret'), { maxBytes: 5 })).rejects.toMatchObject({
    code: 'limit-exceeded',
    message: expect.stringMatching(/has 6 bytes, and 5 are allowed/),
  });
});
