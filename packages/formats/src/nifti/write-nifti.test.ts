import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectGeometry } from '../fixtures/expect-volume.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import type { PixelArray, Vector3, Volume } from '../volume/volume.js';
import { readNifti } from './read-nifti.js';
import { writeNifti } from './write-nifti.js';

const plain: Volume = {
  data: new Int16Array([-1024, 0, 40, 3000, 1, 2]),
  shape: [1, 2, 3],
  spacing: [5, 0.7, 0.8],
  origin: [-158.5, -179, -75.25],
  direction: [
    [0, 0, 1],
    [0, 1, 0],
    [1, 0, 0],
  ],
  unit: 'HU',
};

test.each<[string, PixelArray]>([
  ['uint8', new Uint8Array([0, 1, 2, 3, 4, 255])],
  ['int8', new Int8Array([0, 1, 2, 3, 4, -128])],
  ['uint16', new Uint16Array([0, 1, 2, 3, 4, 65535])],
  ['int32', new Int32Array([0, 1, 2, 3, 4, -(2 ** 31)])],
  ['uint32', new Uint32Array([0, 1, 2, 3, 4, 2 ** 32 - 1])],
  ['float32', new Float32Array([0, 1.5, 2, 3, 4, -1e30])],
  ['float64', new Float64Array([0, Math.PI, 2, 3, 4, -1e300])],
])('%s values come back exactly, compressed or not', (_, data) => {
  expect(readNifti(writeNifti({ ...plain, data })).data).toEqual(data);
  expect(readNifti(writeNifti({ ...plain, data }, { gzip: false })).data).toEqual(data);
});

test('Whatever nibabel wrote keeps its geometry through reading, writing and reading', () => {
  for (const name of ['int16', 'sheared', 'qformOnly', 'uint8Big']) {
    expectGeometry(readNifti(writeNifti(readNifti(fromBase64(niftis[name].base64)))), niftis[name]);
  }
});

describe('The qform, where the sform is absent', () => {
  const withoutSform = (file: Uint8Array) => {
    new DataView(file.buffer).setInt16(254, 0);
    return file;
  };
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true });

  test('gives back any rotation, and mirror images too', () => {
    fc.assert(
      fc.property(angle, angle, angle, fc.boolean(), (a, b, c, mirrored) => {
        const volume: Volume = { ...plain, direction: rotation(a, b, c) };
        if (mirrored) volume.direction[0] = volume.direction[0].map((value) => -value) as Vector3;
        expectGeometry(readNifti(withoutSform(writeNifti(volume, { gzip: false }))), volume, 2e-3);
      }),
    );
  });

  test('is left out where the axes are not perpendicular', () => {
    const file = writeNifti(readNifti(fromBase64(niftis.sheared.base64)), { gzip: false });
    expect(new DataView(file.buffer).getInt16(252, true)).toBe(0);
  });
});

test('Labels are marked by their intent code', () => {
  const labels = { ...plain, data: new Uint8Array(6), unit: 'unknown' as const };
  const intent = (file: Uint8Array) => new DataView(file.buffer).getInt16(68, true);
  expect(intent(writeNifti(labels, { gzip: false, labels: true }))).toBe(1002);
  expect(intent(writeNifti(labels, { gzip: false }))).toBe(0);
});

test('The same volume gives the same bytes', () => {
  expect(writeNifti(plain)).toEqual(writeNifti(plain));
});

test('Volumes that no file can hold are refused', () => {
  expect(() => writeNifti({ ...plain, shape: [2, 2, 3] })).toThrow(/needs 12 voxels, and it has 6/);
  expect(() => writeNifti({ ...plain, spacing: [5, 0, 1] })).toThrow(/positive millimeters/);
  expect(() => writeNifti({ ...plain, origin: [Number.NaN, 0, 0] })).toThrow(/finite/);
});

test('More voxels an axis than NIfTI-1 has room for make a NIfTI-2 file', () => {
  const long: Volume = { ...plain, shape: [1, 1, 40000], data: new Uint8Array(40000).fill(7) };
  const file = writeNifti(long, { gzip: false });
  expect(new DataView(file.buffer).getInt32(0, true)).toBe(540);
  const { notes, forms, ...again } = readNifti(file);
  expect(notes).toBeUndefined();
  expect(forms).toMatchObject({ qformCode: 1, sformCode: 1 });
  expectGeometry(again, long);
  expect(again.data).toEqual(long.data);
});

/** Perpendicular unit vectors from three angles. */
function rotation(a: number, b: number, c: number): Volume['direction'] {
  const [ca, sa, cb, sb, cc, sc] = [a, b, c].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  return [
    [ca * cb, ca * sb * sc - sa * cc, ca * sb * cc + sa * sc],
    [sa * cb, sa * sb * sc + ca * cc, sa * sb * cc - ca * sc],
    [-sb, cb * sc, cb * cc],
  ];
}
