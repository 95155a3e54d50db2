/** A mask lies where its source lies, for every program: the header's forms are carried over as they stand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { niftiFile, placeBytes } from '../fixtures/nifti-file.js';
import { readVolumeSafetensors, writeVolumeSafetensors } from '../safetensors/volume-safetensors.js';
import type { NiftiForms } from '../volume/nifti-forms.js';
import { voxelVolume } from '../volume/voxel-volume.js';
import { readNifti } from './read-nifti.js';
import { writeNifti } from './write-nifti.js';

const DIMS = [5, 4, 3];
const voxels = Uint8Array.from({ length: 60 }, (_, index) => index);
const float = (min: number, max: number) =>
  fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true });
const anyForms: fc.Arbitrary<NiftiForms> = fc.record({
  qformCode: fc.integer({ min: 0, max: 4 }),
  sformCode: fc.integer({ min: 0, max: 5 }),
  qform: fc.tuple(
    float(-1, 1),
    float(-1, 1),
    float(-1, 1),
    float(-400, 400),
    float(-400, 400),
    float(-400, 400),
  ),
  sform: fc.array(float(-50, 50), { minLength: 12, maxLength: 12 }),
  pixdim: fc
    .tuple(
      fc.constantFrom(-1, 0, 1),
      ...[1, 2, 3].map(() => fc.oneof(float(0.1, 9), float(-9, -0.1), fc.constant(0))),
    )
    .map((sizes) => [...sizes, 1, 1, 1, 1]),
  units: fc.constantFrom(0, 1, 2, 3, 10),
});

test('any forms, codes and voxel sizes come out of a mask as they went in', () => {
  fc.assert(
    fc.property(anyForms, fc.constantFrom<1 | 2>(1, 2), (forms, version) => {
      const file = niftiFile(forms, DIMS, voxels);
      const scan = readNifti(niftiFile(forms, DIMS, voxels, version));
      expect(scan.spacing.every((length) => length > 0)).toBe(true);
      const mask = { ...scan, data: scan.data.map((value) => value % 3) as Uint8Array };
      const written = writeNifti(mask, { labels: true, gzip: false });
      expect(placeBytes(written)).toEqual(placeBytes(file));
      // By way of safetensors, too, but for the sign of zeros.
      const kept = readVolumeSafetensors(writeVolumeSafetensors(scan));
      expect(kept.forms).toEqual(JSON.parse(JSON.stringify(scan.forms)));
      expect(kept.assumedSpacing).toEqual(scan.assumedSpacing);
    }),
    { numRuns: 300 },
  );
});

const forms: NiftiForms = {
  qformCode: 1,
  qform: [0, 0, 1, 50, 60, -70],
  sformCode: 1,
  sform: [-2, 0, 0, 50, 0, -3, 0, 60, 0, 0, 4, -70],
  pixdim: [1, 2, 3, 4, 1, 1, 1, 1],
  units: 2,
};
const read = (changes: Partial<NiftiForms>) => readNifti(niftiFile({ ...forms, ...changes }, DIMS, voxels));

test('forms that agree need no note', () => {
  expect(read({}).notes).toBeUndefined();
  expect(read({ qformCode: 0 }).notes).toBeUndefined();
  expect(voxelVolume(read({}))).toBeCloseTo(24, 10);
});

test('what a header leaves open, or says in two ways, is told', () => {
  const silent = read({ qformCode: 0, sformCode: 0 });
  expect(silent.notes).toEqual([expect.stringMatching(/does not say how the image lies/)]);
  expect(voxelVolume(silent)).toBeCloseTo(24, 10);
  expect(read({ qform: [0, 0, 0, 50, 60, -70] }).notes).toEqual([
    expect.stringMatching(/two forms.*disagree/),
  ]);
  expect(read({ sformCode: 0, pixdim: [1, -2, 3, 4, 1, 1, 1, 1] }).notes).toEqual([
    expect.stringMatching(/negative voxel sizes/),
  ]);
});

test('a voxel size of 0 is none: no volume follows, unless the sform tells', () => {
  const pixdim = [1, 2, 3, 0, 1, 1, 1, 1];
  const open = read({ sformCode: 0, pixdim });
  expect([open.assumedSpacing, open.spacing, voxelVolume(open)]).toEqual([
    [true, false, false],
    [1, 3, 2],
    undefined,
  ]);
  expect(open.notes).toContainEqual(expect.stringMatching(/does not say how large voxels are/));
  expect(voxelVolume(read({ pixdim }))).toBeCloseTo(24, 10);
});

test('a volume that was moved gets forms of its own', () => {
  const scan = read({ qformCode: 0, sformCode: 0 });
  const again = readNifti(writeNifti({ ...scan, origin: [9, 0, 0] }));
  expect([again.forms?.qformCode, again.forms?.sformCode, again.origin]).toEqual([1, 1, [9, 0, 0]]);
});

test('a tilted volume has the exact sform, and the qform of the nearest rotation for programs that take nothing else', () => {
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  // Rows turned by 17 degrees, slices along z.
  const scan = readNifti(
    writeNifti({
      data: voxels,
      shape: [3, 4, 5],
      spacing: [4, 2, 2],
      origin: [1, 2, 3],
      direction: [
        [0, 0, 1],
        [0, c, s],
        [1, 0, 0],
      ],
      unit: 'unknown',
    }),
  );
  expect(voxelVolume(scan)).toBeCloseTo(16 * c, 5);
  const { qformCode, sformCode, qform, sform } = scan.forms as NiftiForms;
  expect([qformCode, sformCode]).toEqual([1, 1]);
  expect(sform.map((value) => value.toFixed(4) + 0).join()).toBe(
    [-2, 0, 0, -1, 0, -2 * c, 0, -2, 0, 2 * s, 4, 3].map((value) => value.toFixed(4) + 0).join(),
  );
  // Half of the tilt: the rotation is as near to the rows as to the slices.
  const [b, , d] = qform;
  const a = Math.sqrt(Math.max(0, 1 - qform[0] ** 2 - qform[1] ** 2 - qform[2] ** 2));
  const up = [2 * (b * d + a * qform[1]), 2 * (qform[1] * d - a * b), a * a + d * d - b * b - qform[1] ** 2];
  expect(Math.abs(Math.atan2(Math.abs(up[1]), Math.abs(up[2])))).toBeCloseTo(0.15, 4);
});
