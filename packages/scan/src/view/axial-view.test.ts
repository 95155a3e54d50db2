import { orientationOf, reorientVolume } from '@miniseg/data';
import { readNifti, volumeFromArray, writeNifti } from '@miniseg/formats';
import type { Volume } from '@miniseg/formats/volume';
import { expect, it } from 'vitest';
import { niftiFile } from '../../../formats/src/fixtures/nifti-file.js';
import { axialView } from './axial-view.js';

const numbered = volumeFromArray({ data: Int16Array.from({ length: 60 }, (_, i) => i), shape: [3, 4, 5] });

const CODES = ['LPS', 'SLP', 'PSL', 'PLS', 'SPL', 'LSP'].flatMap((code) =>
  ['', 'x', 'y', 'z', 'xy', 'xz', 'yz', 'xyz'].map((flips) =>
    [...code]
      .map((letter) => {
        const axis = { L: 'x', P: 'y', S: 'z' }[letter] as string;
        return flips.includes(axis) ? { L: 'R', P: 'A', S: 'I' }[letter] : letter;
      })
      .join(''),
  ),
);

it('every orientation is turned to the same slices, and labels come back voxel by voxel', () => {
  expect(new Set(CODES).size).toBe(48);
  for (const code of CODES) {
    const input = reorientVolume(numbered, code);
    const { volume, orientation, restore, inputSlice } = axialView(input);
    expect([orientation, orientationOf(volume)]).toEqual([code, 'LPS']);
    expect([...volume.data]).toEqual([...numbered.data]);
    expect(volume.spacing).toEqual(numbered.spacing);
    expect([...restore(Uint8Array.from(volume.data))]).toEqual([...input.data]);
    expect(inputSlice(0)).toBe(code.includes('I') ? 2 : 0);
  }
});

it('axes halfway between two of the patient come back as they were', () => {
  const half = Math.SQRT1_2;
  const direction: Volume['direction'] = [
    [half, half, 0],
    [0, 0, -1],
    [-half, half, 0],
  ];
  const input: Volume = { ...numbered, direction };
  const { volume, restore, notes } = axialView(input);
  expect([...restore(Uint8Array.from(volume.data))]).toEqual([...input.data]);
  expect(notes[0]).toMatch(/45\.0 degrees/);
});

it('a single slice that is not axial stays as it is, and is told', () => {
  const coronal = reorientVolume({ ...numbered, data: numbered.data.slice(0, 20), shape: [4, 1, 5] }, 'LSP');
  const { volume, notes } = axialView(coronal);
  expect(volume.shape).toEqual([1, 4, 5]);
  expect(notes).toEqual([expect.stringMatching(/coronal/)]);
});

it('a sagittal stack tells the pixels of its axial slices', () => {
  const { notes } = axialView({ ...reorientVolume(numbered, 'PSL'), spacing: [5, 1, 0.7] });
  expect(notes).toEqual([
    expect.stringMatching(/sagittal; axial ones were cut from it, of pixels 0\.7 x 5 mm/),
  ]);
});

it('the forms of a NIfTI header outlive the way to the view and back, and assumed spacings stay with their axes', () => {
  const forms = {
    qformCode: 2,
    qform: [0.1, 0.2, 0.3, 5, 6, 7],
    sformCode: 0,
    sform: new Array(12).fill(0),
    pixdim: [-1, 0.7, 0.8, 5, 1, 1, 1, 1],
    units: 0,
  };
  const scan = readNifti(
    niftiFile(
      forms,
      [5, 4, 3],
      Uint8Array.from({ length: 60 }, (_, index) => index),
    ),
  );
  const { restore, volume } = axialView(scan);
  const mask = { ...scan, data: restore(Uint8Array.from(volume.data)) };
  expect(readNifti(writeNifti(mask)).forms).toEqual(scan.forms);
  const open: Volume = { ...reorientVolume(numbered, 'PSL'), assumedSpacing: [true, false, false] };
  expect(axialView(open).volume.assumedSpacing).toEqual([false, false, true]);
});
