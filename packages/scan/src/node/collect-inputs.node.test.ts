import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chestPhantom } from '@miniseg/data';
import { encodePng, writeNifti } from '@miniseg/formats';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { folder as dicomFolder } from '../../../formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../../formats/src/fixtures/from-base64.js';
import { readStudy } from '../study/read-study.js';
import { collectInputs } from './collect-inputs.js';

const png = encodePng({ width: 16, height: 16, channels: 1, data: new Uint8Array(256), maxValue: 255 });

let root = '';
const at = (...parts: string[]) => path.join(root, ...parts);
const put = async (name: string, bytes: Uint8Array | string) => {
  await mkdir(path.dirname(at(name)), { recursive: true });
  await writeFile(at(name), bytes);
};
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'miniseg-scan-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const collect = async (...names: string[]) => {
  const { inputs, notTaken, failed } = await collectInputs(names.map((name) => at(name)));
  const files = (list: { file: string }[]) => list.map(({ file }) => file);
  return { inputs: inputs.map(({ name, kind }) => `${kind} ${name}`), notTaken: files(notTaken), failed };
};

it('a link to nowhere is named, in a folder of slices, in any other, and given by itself', async () => {
  await put('slices/a.png', png);
  await symlink(at('gone.png'), at('slices/b.png'));
  for (const [name, text] of Object.entries(dicomFolder)) await put(`study/${name}`, fromBase64(text));
  await symlink(at('gone'), at('study/IM999'));
  await symlink(at('gone.png'), at('given.png'));
  const broken = (file: string) => ({
    file,
    reason: expect.stringMatching(/cannot be read.*(ENOENT|no such)/),
  });
  expect(await collect('slices')).toMatchObject({ inputs: ['picture a'], failed: [broken('b.png')] });
  expect((await collect('study')).failed).toContainEqual(broken('IM999'));
  expect(await collect('given.png', 'slices/a.png')).toMatchObject({
    inputs: ['picture a'],
    failed: [broken('given.png')],
  });
});

it('a folder of nothing but links to nowhere is a failure of each, and no way to lose them', async () => {
  await mkdir(at('slices'));
  await symlink(at('gone.png'), at('slices/b.png'));
  expect(await collect('slices')).toMatchObject({ inputs: [], failed: [{ file: 'b.png' }] });
});

it('an empty slice of a series is named, whatever it is called', async () => {
  for (const [name, text] of Object.entries(dicomFolder)) await put(`study/${name}`, fromBase64(text));
  for (const name of ['IM003', '1.2.3.4', 'slice.dcm']) await put(`study/${name}`, '');
  const { failed } = await collect('study');
  expect(failed).toEqual(
    ['1.2.3.4', 'IM003', 'slice.dcm'].map((file) => ({ file, reason: expect.stringMatching(/is empty/) })),
  );
});

it('hidden files are no files of a folder', async () => {
  for (const name of ['a.png', '._a.png', '.DS_Store'])
    await put(`slices/${name}`, name === 'a.png' ? png : 'x');
  expect(await collect('slices')).toEqual({ inputs: ['picture a'], notTaken: [], failed: [] });
});

it('what a folder of slices holds besides, and the folders in a folder, are named', async () => {
  for (const name of ['a.png', 'deeper/b.png']) await put(`slices/${name}`, png);
  await put('slices/c.dcm', fromBase64(Object.values(dicomFolder)[0]));
  await put('slices/d.dcm', '');
  await put('slices/notes.txt', 'about the slices');
  expect((await collect('slices')).notTaken).toEqual(['c.dcm', 'd.dcm', 'deeper']);
});

it('one path that gives nothing does not end the others, and alone it is an error', async () => {
  await put('a.png', png);
  await mkdir(at('empty'));
  expect(await collect('a.png', 'empty', 'nowhere.png')).toMatchObject({
    inputs: ['picture a'],
    failed: [
      { file: 'empty', reason: expect.stringMatching(/holds no \.png/) },
      { file: 'nowhere.png', reason: expect.stringMatching(/Check the path/) },
    ],
  });
  await expect(collectInputs([at('empty')])).rejects.toMatchObject({ name: 'ScanError', code: 'empty' });
  await expect(collectInputs([at('nowhere.png')])).rejects.toMatchObject({ code: 'io' });
});

it('an .img that is named is counted by its .hdr, before it is read', async () => {
  const header = writeNifti(
    { ...chestPhantom({ seed: 1, size: 32, slices: 1 }).volume },
    { gzip: false },
  ).slice(0, 348);
  const view = new DataView(header.buffer);
  for (const [at, side] of [1024, 1024, 120].entries()) view.setInt16(42 + 2 * at, side, true);
  header.set([0x6e, 0x69], 344);
  await put('a.hdr', header);
  await put('a.img', new Uint8Array(99));
  const { inputs } = await collectInputs([at('a.img')]);
  await expect(readStudy(inputs[0], { maxMemory: 2 ** 28 })).rejects.toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/120 x 1024 x 1024 values/),
  });
});

it('files of DICOM that are kept need not be there any more, until they are let go', async () => {
  for (const [name, text] of Object.entries(dicomFolder)) await put(`study/${name}`, fromBase64(text));
  const { inputs } = await collectInputs([at('study')], { keep: 2 ** 24 });
  const expected = await readStudy(inputs[0], { streamed: true });
  const first = await expected.slices.slice(0);
  await rm(at('study'), { recursive: true });
  const kept = await readStudy(inputs[0], { streamed: true });
  expect([kept.grid, await kept.slices.slice(0)]).toEqual([expected.grid, first]);
  for (const file of inputs[0].files) file.release?.();
  await expect(readStudy(inputs[0])).rejects.toMatchObject({ code: 'io' });
});

it('no more is kept than is allowed, and what is let go makes room for others', async () => {
  for (const [name, text] of Object.entries(dicomFolder)) await put(`study/${name}`, fromBase64(text));
  const { inputs: all } = await collectInputs([at('study')]);
  const { files } = all[0];
  const largest = Math.max(...files.map(({ size }) => size));
  const { inputs } = await collectInputs([at('study')], { keep: largest });
  await rm(at('study'), { recursive: true });
  const read = (list: typeof files) => Promise.allSettled(list.map((file) => file.bytes()));
  const there = (await read(inputs[0].files)).filter(({ status }) => status === 'fulfilled');
  expect([there.length, (await read(files)).every(({ status }) => status === 'rejected')]).toEqual([1, true]);
  for (const [name, text] of Object.entries(dicomFolder)) await put(`study/${name}`, fromBase64(text));
  for (const file of inputs[0].files) file.release?.();
  await inputs[0].files[1].bytes();
  await rm(at('study'), { recursive: true });
  expect(await inputs[0].files[1].bytes()).toHaveLength(inputs[0].files[1].size);
});
