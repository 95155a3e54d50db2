import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { readHeader } from 'nifti-reader-js';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.js';
import { expectGeometry, expectReader } from '../fixtures/expect-volume.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { niftis } from '../fixtures/niftis.js';
import { readers } from '../fixtures/readers.js';
import { niftiGeometry } from './nifti-geometry.js';
import { readNiftiHeader } from './nifti-header.js';
import { niftiHead, readNifti } from './read-nifti.js';

const names = Object.keys(niftis).filter((name) => name !== 'fourDimensions');
const file = (name: string) => fromBase64(niftis[name].base64);

test.each(names)('%s has the values and the geometry that nibabel reads', (name) => {
  const volume = readNifti(file(name));
  expectGeometry(volume, niftis[name]);
  const tolerance = name === 'scaled' ? 1e-3 : 0;
  const error = niftis[name].values.map((value, index) => Math.abs(volume.data[index] - value));
  expect(Math.max(...error)).toBeLessThanOrEqual(tolerance);
  expect(volume.data.length).toBe(niftis[name].values.length);
  expect(volume.unit).toBe('unknown');
});

test('Unscaled values keep their type, and scaled ones become floats', () => {
  expect(readNifti(file('int16Big')).data).toBeInstanceOf(Int16Array);
  expect(readNifti(file('float64')).data).toBeInstanceOf(Float64Array);
  expect(readNifti(file('scaled')).data).toBeInstanceOf(Float32Array);
  expect(readNifti(file('scaledWide')).data).toBeInstanceOf(Float64Array);
});

test('A volume of a file with four dimensions is chosen, never guessed', () => {
  const { values } = niftis.fourDimensions;
  expect(() => readNifti(file('fourDimensions'))).toThrow(/holds 2 volume/);
  expect(() => readNifti(file('fourDimensions'), { volume: 2 })).toThrow(/\{ volume: 1 \}/);
  expect(Array.from(readNifti(file('fourDimensions'), { volume: 1 }).data)).toEqual(values.slice(60));
});

test('A slope of 0 or NaN means that the values are not scaled', () => {
  const bytes = file('int16');
  for (const slope of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
    new DataView(bytes.buffer).setFloat32(112, slope, true);
    new DataView(bytes.buffer).setFloat32(116, 100, true);
    expect(Array.from(readNifti(bytes).data)).toEqual(niftis.int16.values);
  }
});

test('Voxel sizes in meters and micrometers become millimeters', () => {
  const bytes = file('int16');
  bytes[123] = 3;
  const { spacing, origin } = niftis.int16;
  expect(readNifti(bytes).spacing[1]).toBeCloseTo(spacing[1] / 1000, 8);
  expect(readNifti(bytes).origin[0]).toBeCloseTo(origin[0] / 1000, 6);
  bytes[123] = 1 | 8;
  expect(readNifti(bytes).spacing[0]).toBeCloseTo(spacing[0] * 1000, 2);
});

test('Without sform and qform the axes run right, front and up from the origin', () => {
  const bytes = file('int16');
  new DataView(bytes.buffer).setInt32(252, 0);
  const volume = readNifti(bytes);
  expect(volume.origin).toEqual([0, 0, 0]);
  expect(volume.direction).toEqual([
    [0, 0, 1],
    [0, -1, 0],
    [-1, 0, 0],
  ]);
});

test('An sform with an axis of no length is passed over for the qform', () => {
  const bytes = file('int16');
  bytes.fill(0, 280, 328);
  new DataView(bytes.buffer).setInt16(252, 1, true);
  expectGeometry(readNifti(bytes), niftis.int16);
});

test('The qform agrees with that of nifti-reader-js', () => {
  const bytes = file('qformOnly');
  const theirs = readHeader(bytes.slice().buffer).affine as number[][];
  const { spacing, direction } = niftiGeometry(readNiftiHeader(bytes));
  // Their column of k, from RAS to LPS.
  const column = [-theirs[0][2], -theirs[1][2], theirs[2][2]];
  expect(
    Math.max(...column.map((value, at) => Math.abs(value - direction[0][at] * spacing[0]))),
  ).toBeLessThan(1e-5);
});

describe('pairs of a header and an image file', () => {
  const whole = file('int16');
  const header = whole.slice(0, 348);
  header.set([0x6e, 0x69], 344);
  new DataView(header.buffer).setFloat32(108, 0, true);
  const image = whole.slice(352);

  test('are read together, compressed or not', () => {
    for (const [one, other] of [
      [header, image],
      [gzipSync(header), gzipSync(image)],
      [gzipSync(header), image],
    ]) {
      expect(Array.from(readNifti(one, { image: other }).data)).toEqual(niftis.int16.values);
    }
  });

  test('say what is missing', () => {
    expect(() => readNifti(header)).toThrow(/pass the \.img file too/);
    expect(() => readNifti(header, { image: image.subarray(1) })).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
  });
});

describe('hostile and foreign files', () => {
  const edited = (edit: (view: DataView) => void) => {
    const bytes = file('int16');
    edit(new DataView(bytes.buffer));
    return bytes;
  };

  test.each([
    ['empty', new Uint8Array(0), 'unknown-format'],
    ['foreign', new TextEncoder().encode('a text of no particular kind'.repeat(30)), 'unknown-format'],
    ['a header alone', file('int16').subarray(0, 200), 'truncated'],
    ['gigantic', edited((view) => [42, 44, 46].map((at) => view.setInt16(at, 32767, true))), 'too-large'],
    ['negative extents', edited((view) => view.setInt16(42, -5, true)), 'corrupt'],
    ['an unknown type', edited((view) => view.setInt16(70, 3, true)), 'corrupt'],
    ['complex voxels', edited((view) => view.setInt16(70, 32, true)), 'unsupported'],
    ['voxels within the header', edited((view) => view.setFloat32(108, 16, true)), 'corrupt'],
    ['voxels at no number', edited((view) => view.setFloat32(108, Number.NaN, true)), 'corrupt'],
    ['voxels beyond the file', edited((view) => view.setFloat32(108, 1e9, true)), 'truncated'],
  ])('%s', (_, bytes, code) => {
    expect(() => readNifti(bytes)).toThrow(expect.objectContaining({ code }));
    if (bytes.length > 0) {
      expect(() => readNifti(gzipSync(bytes))).toThrow(expect.objectContaining({ code }));
    }
  });

  test('A compressed file that goes on for ever is given up after what its header announces', () => {
    const bytes = new Uint8Array(64 << 20);
    bytes.set(file('int16'));
    // Other readers leave out what follows the voxels, too.
    const { data, notes } = readNifti(gzipSync(bytes));
    expect(Array.from(data)).toEqual(niftis.int16.values);
    expect(notes).toEqual([expect.stringMatching(/64.0 MiB behind its voxels were left out/)]);
  });

  test('Any cut and any flipped bit gives a volume of the announced shape or a FormatError', () => {
    const samples = names.map(file);
    fc.assert(
      fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (sample, cut, bit) => {
        const bytes = sample.slice(0, cut % 3 === 0 ? cut % sample.length : sample.length);
        // Half of the flips in the header, where they do most.
        const at = bit % (bit % 2 ? 352 * 8 : bytes.length * 8);
        if (at >> 3 < bytes.length) bytes[at >> 3] ^= 1 << (at & 7);
        try {
          const { data, shape } = readNifti(bytes, { maxBytes: 1 << 24 });
          expect(data.length).toBe(shape[0] * shape[1] * shape[2]);
        } catch (error) {
          if (!FormatError.isInstance(error)) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe.skipIf(!sharedAvailable)(`real files (${SHARED_HINT})`, () => {
  const shared = Object.keys(readers).filter((name) => name.startsWith('nifti/'));

  test.each(shared)('%s equals what nibabel reads', async (name) => {
    const bytes = await readShared(`data/readers/${name}`);
    const image = name.includes('.hdr')
      ? await readShared(`data/readers/${name.replace('hdr', 'img')}`)
      : undefined;
    expectReader(readNifti(bytes, { image }), readers[name]);
  });

  test('The file that is no NIfTI is refused', async () => {
    const bytes = await readShared('data/readers/nifti/not-nifti.nii');
    expect(() => niftiHead(bytes) && readNifti(bytes)).toThrow(
      expect.objectContaining({ code: 'unknown-format' }),
    );
  });
});
