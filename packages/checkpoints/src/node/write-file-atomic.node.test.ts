import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFileAtomic } from './write-file-atomic.js';

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-checkpoints-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('A file is replaced at once, by bytes or by text, and no temporary file stays', async () => {
  await writeFileAtomic(at('file'), Uint8Array.of(1, 2, 3));
  expect(new Uint8Array(await readFile(at('file')))).toEqual(Uint8Array.of(1, 2, 3));
  await writeFileAtomic(at('file'), 'größer');
  expect(await readFile(at('file'), 'utf8')).toBe('größer');
  expect(await readdir(root)).toEqual(['file']);
});

test('Where writing fails, the error is the system’s, what was there stays and no temporary file does', async () => {
  await mkdir(at('taken'));
  await writeFile(at('taken', 'inside'), '');
  await expect(writeFileAtomic(at('taken'), 'text')).rejects.toMatchObject({
    code: /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
  });
  await expect(writeFileAtomic(at('none', 'file'), 'text')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(root)).toEqual(['taken']);
});
