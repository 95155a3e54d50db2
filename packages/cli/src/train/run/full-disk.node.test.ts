import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../../../test/run-cli.js';
import { writeTinyConfig } from '../../../test/tiny-config.js';

const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }));

/** A disk with room for so many checkpoints. */
vi.mock('@miniseg/train/node', async (original) => {
  const real = await original<typeof import('@miniseg/train/node')>();
  return {
    ...real,
    folderStorage: (...given: Parameters<typeof real.folderStorage>) => {
      const storage = real.folderStorage(...given);
      const write: typeof storage.write = async (name, bytes) => {
        if (disk.room-- <= 0) throw new Error('ENOSPC: no space left on device, write');
        await storage.write(name, bytes);
      };
      return Object.assign(Object.create(storage), { write }) as typeof storage;
    },
  };
});

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-cli-'));
  await writeTinyConfig(path.join(root, 'config.json'), { phantoms: 8, validationShare: 0.25 });
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('a full disk ends the run with the cure; with room again it continues as if nothing had been', async () => {
  const train = (out: string) =>
    runCli('train', path.join(root, 'config.json'), '--out', path.join(root, out));
  expect((await train('whole')).code).toBe(0);
  disk.room = 2;
  expect(await train('out')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /no space left on device.*make room, or mend.* give the same command again/,
    ),
  });
  expect((await readdir(path.join(root, 'out', 'checkpoints'))).length).toBeGreaterThan(0);
  disk.room = Number.POSITIVE_INFINITY;
  expect(await train('out')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/Continuing after step/),
  });
  const [whole, resumed] = await Promise.all(
    ['whole', 'out'].map((out) => readFile(path.join(root, out, 'weights.safetensors'))),
  );
  expect(resumed.equals(whole)).toBe(true);
});
