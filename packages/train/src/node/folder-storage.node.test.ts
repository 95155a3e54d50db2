import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderStorage } from './index.js';

const root = await mkdtemp(path.join(tmpdir(), 'miniseg-storage-'));
afterAll(() => rm(root, { recursive: true, force: true }));

it('a folder that is not there yet is empty, and made by the first write', async () => {
  const storage = folderStorage(path.join(root, 'runs', 'one'));
  expect(await storage.list()).toEqual([]);
  expect(await storage.read('a.safetensors')).toBeUndefined();
  await storage.write('a.safetensors', Uint8Array.of(1, 2));
  await storage.write('a.safetensors', Uint8Array.of(3));
  expect(await storage.list()).toEqual(['a.safetensors']);
  expect(await storage.read('a.safetensors')).toEqual(Uint8Array.of(3));
  await storage.remove('a.safetensors');
  await storage.remove('a.safetensors');
  expect(await storage.list()).toEqual([]);
});

it('what a killed process left half written is cleared away, and nothing else', async () => {
  const folder = path.join(root, 'killed');
  const storage = folderStorage(folder);
  await storage.write('a.safetensors', Uint8Array.of(1));
  const others = ['history.csv', '.history.csv.0a1b.tmp', 'notes.tmp'];
  for (const name of [...others, '.b.safetensors.0a1b2c.tmp']) await writeFile(path.join(folder, name), 'x');
  await folderStorage(folder).write('b.safetensors', Uint8Array.of(2));
  expect((await readdir(folder)).sort()).toEqual([...others, 'a.safetensors', 'b.safetensors'].sort());
});

it('a write that fails leaves the file that was there', async () => {
  const folder = path.join(root, 'full');
  const storage = folderStorage(folder);
  await storage.write('a.safetensors', Uint8Array.of(1));
  // Longer than names can be.
  await expect(storage.write(`${'a'.repeat(256)}`, Uint8Array.of(2))).rejects.toThrow(/ENAMETOOLONG/);
  expect(await storage.read('a.safetensors')).toEqual(Uint8Array.of(1));
  expect(await storage.list()).toEqual(['a.safetensors']);
});
