import { chestPhantom, reorientVolume } from '@miniseg/data';
import { decodePng, encodePng, readNifti, writeNifti } from '@miniseg/formats';
import { expect, it } from 'vitest';
import type { ImageSource } from '../sort/image-source.js';
import { readStudy } from '../study/read-study.js';
import { measure } from './measure.js';
import { type SegmentSlices, segmentStudy } from './segment-study.js';
import { studyResults } from './study-results.js';
import { voxelMilliliters } from './voxel-milliliters.js';

const { volume } = chestPhantom({ seed: 3, size: 48, slices: 4, lesions: { groundGlass: 5 } });
const source = (name: string, bytes: Uint8Array): ImageSource => ({
  name,
  size: bytes.length,
  beginning: async (count) => bytes.subarray(0, count),
  bytes: async () => bytes,
});
/** Marks what is brighter than a grey of 200. */
const bright: SegmentSlices = async ({ shape, slice }) => {
  const labels = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let index = 0; index < shape[0]; index++) {
    const { data, white } = await slice(index);
    labels.set(
      Uint8Array.from(data, (value) => (value > (200 / 255) * white ? 1 : 0)),
      index * shape[1] * shape[2],
    );
  }
  return { labels, classes: 2 };
};
const options = { name: 'scan', label: 'scan.nii', version: '1.2.3' };

it('a volume gives a label map in its orientation, a sheet and figures that agree with it', async () => {
  const turned = reorientVolume(volume, 'RAI');
  const file = source('scan.nii', writeNifti(turned, { gzip: false }));
  const study = await readStudy({ kind: 'nifti', files: [file], notes: [] });
  const results = await studyResults(study, await segmentStudy(study, bright), options);
  if (!('volume' in results)) throw new Error('no volume');
  expect(results.files.map(({ name }) => name)).toEqual(['overlays/scan.png', 'scan.nii.gz']);
  const map = readNifti(results.files[1].bytes);
  expect([map.shape, map.direction]).toEqual([turned.shape, readNifti(await file.bytes()).direction]);
  const voxels = [...map.data].filter(Boolean).length;
  const [depth, height, width] = map.spacing;
  expect(results.volume).toMatchObject({
    file: 'scan.nii',
    voxels,
    guessed: 'hounsfield',
    orientation: 'RAI',
    slices: 4,
    overlaySlices: [3, 2, 1, 0],
  });
  expect(results.volume.milliliters).toBeCloseTo((voxels * depth * height * width) / 1000, 6);
});

it('a slice gives a mask of 0 and 255 and the slice with it', async () => {
  const data = Uint8Array.from({ length: 32 * 20 }, (_, index) => index % 256);
  const png = encodePng({ width: 32, height: 20, channels: 1, data, maxValue: 255 });
  const study = await readStudy({ kind: 'picture', files: [source('a.png', png)], notes: [] });
  const results = await studyResults(study, await segmentStudy(study, bright), { ...options, name: 'a' });
  if (!('slice' in results)) throw new Error('no slice');
  const [overlay, mask] = results.files.map(({ bytes }) => decodePng(bytes));
  expect([...mask.data]).toEqual([...data].map((value) => (value > 200 ? 255 : 0)));
  expect([overlay.channels, results.slice.pixels]).toEqual([
    3,
    [...data].filter((value) => value > 200).length,
  ]);
  expect(results.slice).not.toHaveProperty('notes');
});

it('a voxel of a tilted scan is as large as its determinant', () => {
  const tilt = (17 * Math.PI) / 180;
  const direction = [
    [0, Math.sin(tilt), Math.cos(tilt)],
    [0, 1, 0],
    [1, 0, 0],
  ] as typeof volume.direction;
  expect(voxelMilliliters({ spacing: [10, 2, 5], direction })).toBeCloseTo(0.1 * Math.cos(tilt), 9);
});

it('no volume is told where the size of a voxel is not known, and a note says so', async () => {
  const study = await readStudy({
    kind: 'nifti',
    files: [source('scan.nii', writeNifti(volume, { gzip: false }))],
    notes: [],
  });
  const labels = new Uint8Array(volume.data.length).fill(1, 0, 50);
  expect(await measure(study, labels)).toHaveProperty('milliliters');
  const unknown = await measure({ ...study, knownSpacing: false }, labels);
  expect(unknown).not.toHaveProperty('milliliters');
  expect(unknown.notes).toContainEqual(expect.stringMatching(/does not say how large its voxels are/));
});
