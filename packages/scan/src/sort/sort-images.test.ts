import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { arrays } from '../../../formats/src/fixtures/arrays.js';
import { dicoms, folder } from '../../../formats/src/fixtures/dicoms.js';
import { fromBase64 } from '../../../formats/src/fixtures/from-base64.js';
import { niftis } from '../../../formats/src/fixtures/niftis.js';
import { pictures } from '../../../formats/src/fixtures/pictures.js';
import type { ImageSource } from './image-source.js';
import { sortImages } from './sort-images.js';

const source = (name: string, bytes: Uint8Array): ImageSource => ({
  name,
  size: bytes.length,
  beginning: async (count) => bytes.subarray(0, count),
  bytes: async () => bytes,
});
const nifti = fromBase64(niftis.int16.base64);
const npy = fromBase64(arrays.f4.base64);
const text = (words: string) => new TextEncoder().encode(words);
const namesOf = (files: ImageSource[]) => files.map(({ name }) => name);

it('content decides what a file is, in the order of the files', async () => {
  const { images, notTaken, failed } = await sortImages([
    source('a.png', fromBase64(pictures.jpegGrey.base64)),
    source('scan', nifti),
    source('array.npy', npy),
    source('one.npz', zipSync({ 'volume.npy': npy })),
  ]);
  expect(images.map(({ kind, files }) => [kind, ...namesOf(files)])).toEqual([
    ['picture', 'a.png'],
    ['nifti', 'scan'],
    ['array', 'array.npy'],
    ['array', 'one.npz'],
  ]);
  expect([notTaken, failed]).toEqual([[], []]);
});

it('the halves of a pair find each other within a folder, whichever comes first', async () => {
  const header = nifti.slice(0, 348);
  header.set([0x6e, 0x69], 344);
  const pixels = nifti.slice(352);
  const { images, notTaken } = await sortImages([
    source('one/a.img', pixels),
    source('one/a.hdr', header),
    source('two/a.hdr', header),
    source('three/a.img.gz', pixels),
  ]);
  expect(images.map(({ files }) => namesOf(files))).toEqual([['one/a.hdr', 'one/a.img'], ['two/a.hdr']]);
  expect(notTaken).toEqual([{ file: 'a.img.gz', reason: expect.stringMatching(/half of a pair.*\.hdr/) }]);
});

it('slices of two folders with the same names find their series, whose notes name files', async () => {
  const files = Object.entries(folder).map(([name, base64]) => source(`study/${name}`, fromBase64(base64)));
  const { images, series } = await sortImages(files);
  expect(images).toEqual([]);
  expect(series.map(({ shape, files }) => [shape[0], files.length])).toEqual([
    // Of six places one has no slice.
    [6, 5],
    [2, 2],
    [1, 1],
  ]);
  expect(series[0].notes[0]).toMatch(/between slice-3 and slice-5/);
});

it('a file that can no longer be read does not keep the others', async () => {
  const gone = () => Promise.reject(new Error('The stick was pulled out.'));
  const slice = Object.entries(folder).map(([name, base64]) => source(name, fromBase64(base64)));
  const { series, failed } = await sortImages([
    { ...source('a.png', nifti), beginning: gone },
    ...slice.map((one) => (one.name === 'slice-3' ? { ...one, bytes: gone } : one)),
  ]);
  // Three slices and the last, with two empty places before it.
  expect([series[0].shape[0], series[0].files.length]).toEqual([6, 4]);
  expect(failed).toEqual(['a.png', 'slice-3'].map((file) => ({ file, reason: 'The stick was pulled out.' })));
});

it('what is damaged is told apart from what is no image', async () => {
  const dicom = fromBase64(dicoms.explicit.base64);
  const { images, series, notTaken, failed } = await sortImages([
    source('notes.txt', text('nothing to see')),
    source('study/._slice.png', text('nothing to see')),
    source('weights.npz', zipSync({ 'a.npy': npy, 'b.npy': npy })),
    source('noise.nii.gz', text('nothing to see')),
    source('empty.dcm', new Uint8Array(0)),
    source('1.2.840', new Uint8Array(0)),
    source('empty.log', new Uint8Array(0)),
    source('IM1', dicom.subarray(0, dicom.length - 100)),
  ]);
  expect([images, series]).toEqual([[], []]);
  expect(notTaken).toEqual([
    { file: 'notes.txt', reason: 'It is of no known format.' },
    { file: '._slice.png', reason: expect.stringMatching(/hidden/) },
    { file: 'weights.npz', reason: expect.stringMatching(/2 array/) },
    { file: 'empty.log', reason: 'The file is empty. Copy it again.' },
  ]);
  expect(failed.map(({ file }) => file)).toEqual(['noise.nii.gz', 'empty.dcm', '1.2.840', 'IM1']);
  expect(failed[0].reason).toMatch(/damaged or mislabelled. Export it again/);
});

it('an archive that announces much is not unpacked to see what it is', async () => {
  const archive = zipSync({ 'volume.npy': npy });
  const view = new DataView(archive.buffer);
  const directory = archive.findLastIndex(
    (_, at) => at + 4 <= archive.length && view.getUint32(at, true) === 0x02014b50,
  );
  view.setUint32(directory + 24, 900e6, true);
  // Reading it says what it would take, and how it can be read nevertheless.
  const { images, notTaken } = await sortImages([source('bomb.npz', archive)]);
  expect([images.map(({ files }) => namesOf(files)), notTaken]).toEqual([[['bomb.npz']], []]);
});
