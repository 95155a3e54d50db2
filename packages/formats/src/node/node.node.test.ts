import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrays } from '../fixtures/arrays.js';
import { folder as dicomFolder, dicoms } from '../fixtures/dicoms.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import { pictures } from '../fixtures/pictures.js';
import { readVolume } from '../read/read-volume.js';
import { readFolder } from './read-folder.js';
import { readPath } from './read-path.js';
import { writeFileAtomic } from './write-file-atomic.js';

const nifti = fromBase64(niftis.int16.base64);
let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-data-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('A file of any name is read by its content', async () => {
  await writeFile(at('scan.dat'), gzipSync(nifti));
  expect((await readPath(at('scan.dat'))).shape).toEqual([3, 4, 5]);
});

test('Either file of a pair finds the other, compressed or not', async () => {
  const header = nifti.slice(0, 348);
  header.set([0x6e, 0x69], 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  await writeFile(at('a.hdr'), header);
  await expect(readPath(at('a.hdr'))).rejects.toMatchObject({ code: 'invalid-argument', message: /\.img/ });
  await writeFile(at('a.img.gz'), gzipSync(nifti.slice(352)));
  for (const name of ['a.hdr', 'a.img.gz']) {
    expect(Array.from((await readPath(at(name))).data)).toEqual(niftis.int16.values);
  }
});

test("Node's buffers, which share memory, are read like any bytes", async () => {
  const texts = [
    niftis.int16Big,
    niftis.uint8,
    pictures.palette4,
    pictures.rgb16,
    arrays.f4,
    arrays.u1,
    dicoms.bigEndian,
  ];
  for (const { base64 } of [...texts, dicoms.jpegLs, dicoms.rleEightBit, pictures.jpegGrey]) {
    const shared = Buffer.concat([Buffer.from('odd'), Buffer.from(base64, 'base64')]).subarray(3);
    const before = Buffer.from(shared);
    const plain = await readVolume(fromBase64(base64));
    expect(await readVolume(shared)).toEqual(plain);
    expect(shared.equals(before)).toBe(true);
  }
});

test('A folder is read as a DICOM series', async () => {
  for (const name of ['slice-1', 'slice-0', 'slice-2'])
    await writeFile(at(name), fromBase64(dicomFolder[name]));
  await writeFile(at('notes.txt'), 'about the scan');
  expect((await readPath(root)).shape).toEqual([3, 12, 16]);
});

test('A folder lists its own files by name, and those below where asked', async () => {
  await mkdir(at('inner'));
  for (const name of ['b', 'a', path.join('inner', 'c')]) await writeFile(at(name), name);
  expect((await readFolder(root)).map(({ name }) => name)).toEqual(['a', 'b']);
  const files = await readFolder(root, { recursive: true });
  expect(files.map(({ name }) => name)).toEqual(['a', 'b', path.join('inner', 'c')]);
  expect(new TextDecoder().decode(files[1].bytes)).toBe('b');
});

test('Paths that cannot be read are named', async () => {
  await expect(readPath(at('none.nii'))).rejects.toMatchObject({
    name: 'FormatError',
    code: 'io',
    message: /none\.nii/,
  });
  await expect(readFolder(at('none'))).rejects.toMatchObject({ code: 'io' });
});

test('A file is written whole, replaces another, and leaves nothing beside it', async () => {
  await writeFileAtomic(at('mask.nii'), nifti);
  await writeFileAtomic(at('mask.nii'), nifti.subarray(0, 10));
  expect(new Uint8Array(await readFile(at('mask.nii')))).toEqual(nifti.subarray(0, 10));
  expect(await readdir(root)).toEqual(['mask.nii']);
});

test('Where writing fails, the old file stays and no temporary file does', async () => {
  await mkdir(at('taken'));
  await writeFile(at('taken', 'inside'), '');
  await expect(writeFileAtomic(at('taken'), nifti)).rejects.toMatchObject({
    name: 'FormatError',
    code: 'io',
  });
  await expect(writeFileAtomic(at('none', 'mask.nii'), nifti)).rejects.toMatchObject({ code: 'io' });
  expect(await readdir(root)).toEqual(['taken']);
});

test('Hidden files beside slices and volumes count for nothing', async () => {
  await writeFile(at('scan.nii'), nifti);
  await writeFile(at('._scan.nii'), Uint8Array.of(0, 5, 0x16, 7, 0, 2, 0, 0));
  expect((await readPath(root)).shape).toEqual([3, 4, 5]);
});

test('What announces more than the limit is refused with the option that allows it, and read with it', async () => {
  await writeFile(at('scan.nii.gz'), gzipSync(nifti));
  await expect(readPath(at('scan.nii.gz'), { maxBytes: 100 })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/larger maxBytes \(--max-bytes/),
  });
  expect((await readPath(at('scan.nii.gz'), { maxBytes: 1000 })).shape).toEqual([3, 4, 5]);
});

test('Paths that are none and options that are none are refused', async () => {
  const { readFolder } = await import('./read-folder.js');
  const { readBytes } = await import('./read-bytes.js');
  const calls = [readPath, readFolder, readBytes] as unknown as ((value: unknown) => Promise<unknown>)[];
  for (const call of calls) {
    for (const value of [undefined, 7, {}, null]) {
      await expect(call(value)).rejects.toMatchObject({ code: 'invalid-argument' });
    }
  }
  await expect(readFolder(root, { recursiv: true } as object)).rejects.toThrow(/Did you mean 'recursive'\?/);
  await expect(readPath(root, { serie: 'x' } as object)).rejects.toThrow(/Did you mean 'series'\?/);
});
