import { chestPhantom, reorientVolume, windowTo8bit } from '@miniseg/data';
import { encodePng, type Volume, writeNifti, writeNpy } from '@miniseg/formats';
import { expect, it } from 'vitest';
import type { ImageSource } from '../sort/image-source.js';
import { networkSlices } from './network-slices.js';
import { readStudy } from './read-study.js';

const { volume } = chestPhantom({ seed: 3, size: 48, slices: 4, lesions: { groundGlass: 5 } });
const plane = (index: number) => volume.data.subarray(index * 48 * 48, (index + 1) * 48 * 48);

const source = (name: string, bytes: Uint8Array): ImageSource => ({
  name,
  size: bytes.length,
  beginning: async (count) => bytes.subarray(0, count),
  bytes: async () => bytes,
});
const nifti = (data: Volume['data'], more: Partial<Volume> = {}) =>
  readStudy({
    kind: 'nifti',
    files: [source('scan.nii', writeNifti({ ...volume, ...more, data }, { gzip: false }))],
    notes: ['of the input'],
  });
const array = (data: Float32Array | Uint8Array) =>
  readStudy({ kind: 'array', files: [source('a.npy', writeNpy({ data, shape: [4, 48, 48] }))], notes: [] });

it('a volume becomes axial slices as the network takes them, whichever way it lies in its file', async () => {
  const expected = windowTo8bit(plane(2), 'lung');
  for (const orientation of ['LPS', 'SLP', 'RAI']) {
    const turned = reorientVolume(volume, orientation);
    const study = await nifti(turned.data, turned);
    expect([study.kind, study.view.orientation, study.slices.shape]).toEqual([
      'nifti',
      orientation,
      [4, 48, 48],
    ]);
    const { data, white } = await networkSlices(study)(2);
    expect([white, data]).toEqual([255, expected]);
    expect(study.notes[0]).toBe('of the input');
    expect(study.grey.guessed).toBe('hounsfield');
  }
});

it('a picture goes to the network as it is stored', async () => {
  const data = windowTo8bit(plane(1), 'lung');
  const png = encodePng({ width: 48, height: 48, channels: 1, data, maxValue: 255 });
  const study = await readStudy({ kind: 'picture', files: [source('a.png', png)], notes: [] });
  expect(await networkSlices(study)(0)).toEqual({ data, width: 48, height: 48, white: 255 });
  expect([study.notes, study.knownSpacing, study.grey.guessed]).toEqual([[], false, undefined]);
});

it('grey from 0 to 255 and shares of white that were stored as floats are seen as the bytes are, with a note', async () => {
  const bytes = windowTo8bit(volume.data, 'lung');
  const stored = await networkSlices(await array(bytes))(2);
  for (const floats of [Float32Array.from(bytes), Float32Array.from(bytes, (value) => value / 255)]) {
    const study = await array(floats);
    expect(await networkSlices(study)(2)).toEqual(stored);
    expect([study.grey.guessed, study.notes[0]]).toEqual([
      'range',
      expect.stringMatching(/taken for grey from 0 to/),
    ]);
  }
});

it('Hounsfield units in floats are known as such, and values that are no numbers are told', async () => {
  const floats = Float32Array.from(volume.data);
  floats[5] = Number.NaN;
  floats[9] = Number.POSITIVE_INFINITY;
  const study = await array(floats);
  expect([study.grey.guessed, study.grey.range]).toEqual(['hounsfield', [-1350, 150]]);
  expect(study.notes).toContainEqual(expect.stringMatching(/^2 of 9216 values are no finite numbers/));
  const { data } = await networkSlices(study)(0);
  const expected = windowTo8bit(plane(0), 'lung');
  // One pixel is lost, and not the slice.
  expect([...data].filter((value, index) => value !== expected[index])).toHaveLength(2);
});

it('a pixel spacing is known where the file says one', async () => {
  expect((await nifti(volume.data)).knownSpacing).toBe(true);
  expect((await array(Float32Array.from(volume.data))).knownSpacing).toBe(false);
});
