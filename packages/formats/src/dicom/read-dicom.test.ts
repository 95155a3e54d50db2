import { readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { concatBytes } from '../bytes/concat.js';
import { FormatError } from '../errors.js';
import { dicoms } from '../fixtures/dicoms.js';
import { checksum, expectReader } from '../fixtures/expect-volume.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import { readers } from '../fixtures/readers.js';
import { readDicom } from './read-dicom.js';

const file = (name: string) => fromBase64(dicoms[name].base64);
/** Where the data set begins, behind preamble and file meta information, whose length is its first element. */
const bodyStart = (bytes: Uint8Array) => 144 + new DataView(bytes.buffer).getUint32(140, true);
const names = Object.keys(dicoms).filter((name) => name !== 'sharedPositions');

test.each(names)('%s reads to the values that it was made from', async (name) => {
  const { values, tolerance, tiles = 1 } = dicoms[name];
  // Hounsfield units are not turned over unless that is asked for.
  const { data, shape } = await readDicom(file(name), { monochrome1: 'invert' });
  const [, rows, columns] = shape.map((size) => size / tiles);
  expect(data.length).toBe(values.length * tiles * tiles);
  const error = Array.from(data, (value, index) => {
    if (tiles === 1) return Math.abs(value - values[index]);
    const [row, column] = [Math.floor(index / shape[2]) % rows, index % columns];
    return Math.abs(value - values[row * columns + column]);
  });
  expect(Math.max(...error)).toBeLessThanOrEqual(tolerance);
});

test('A slice has its spacing, position and orientation', async () => {
  expect(await readDicom(file('explicit'))).toMatchObject({
    shape: [1, 12, 16],
    spacing: [5, 0.75, 0.5],
    origin: [-10, 20.5, -30],
    direction: [
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ],
  });
});

test('Frames are stacked by position, with the real distance between them', async () => {
  const { shape, spacing, origin, direction } = await readDicom(file('enhanced'));
  expect(shape).toEqual([3, 12, 16]);
  expect(spacing[0]).toBeCloseTo(2.5, 6);
  expect(origin).toEqual([1, 2, 3]);
  expect(direction[0].map((value) => value.toFixed(6))).toEqual(['0.000000', '-0.600000', '0.800000']);
  expect(direction[1]).toEqual([0, 0.8, 0.6]);
});

test('Frames that share a position are refused', async () => {
  await expect(readDicom(file('sharedPositions'))).rejects.toMatchObject({
    code: 'geometry',
    message: /share/,
  });
});

test('A bare data set, without preamble and file meta information, is read', async () => {
  for (const name of ['explicit', 'implicit']) {
    const bytes = file(name);
    expect(await readDicom(bytes.subarray(bodyStart(bytes)))).toEqual(await readDicom(bytes));
  }
});

test('CT is in Hounsfield units unless it says that it is not', async () => {
  expect((await readDicom(file('explicit'))).unit).toBe('HU');
  expect((await readDicom(file('enhanced'))).unit).toBe('HU');
  expect((await readDicom(file('unspecifiedUnit'))).unit).toBe('unknown');
  expect((await readDicom(file('rgb'))).unit).toBe('unknown');
});

test('Values come in the smallest type that holds them', async () => {
  const typeOf = async (name: string) => (await readDicom(file(name))).data[Symbol.toStringTag];
  expect(await typeOf('explicit')).toBe('Int16Array');
  expect(await typeOf('eightBit')).toBe('Uint8Array');
  expect(await typeOf('thirtyTwoBit')).toBe('Int32Array');
  expect(await typeOf('fractions')).toBe('Float32Array');
});

test('Padding can be replaced, the whole range of it', async () => {
  const { values } = dicoms.padding;
  const { data } = await readDicom(file('padding'), { padding: -1024 });
  expect(Array.from(data)).toEqual(values.map((value) => (value < -2900 ? -1024 : value)));
  expect(values.filter((value) => value < -2900)).toHaveLength(10);
});

test('MONOCHROME1 can be left as stored', async () => {
  const { data } = await readDicom(file('monochrome1'), { monochrome1: 'keep' });
  expect(Array.from(data)).toEqual(dicoms.monochrome1.values.map((value) => 4095 - 1024 - (value + 1024)));
});

describe('hostile and foreign files', () => {
  const withValue = (name: string, tag: number[], value: number[]) => {
    const bytes = file(name);
    const at = bytes.findIndex((_, index) => tag.every((byte, offset) => bytes[index + offset] === byte));
    expect(at).toBeGreaterThan(0);
    bytes.set(value, at + 8);
    return bytes;
  };
  const rows = [0x28, 0, 0x10, 0, 0x55, 0x53];
  const columns = [0x28, 0, 0x11, 0, 0x55, 0x53];

  test.each([
    ['empty', new Uint8Array(0), 'unknown-format'],
    ['foreign', new Uint8Array(4096).fill(65), 'unknown-format'],
    ['no image', withValue('explicit', rows, [0, 0]), 'unsupported'],
    ['more rows than pixels', withValue('explicit', rows, [0xff, 0xff]), 'truncated'],
    ['bits beyond what is allocated', withValue('explicit', [0x28, 0, 2, 1, 0x55, 0x53], [40, 0]), 'corrupt'],
    ['RLE of another size', withValue('rle', columns, [0xff, 0]), 'truncated'],
    ['JPEG-LS of another size', withValue('jpegLs', rows, [0xff, 0]), 'corrupt'],
    ['JPEG 2000 of another size', withValue('jpeg2000', rows, [0xff, 0]), 'corrupt'],
    ['JPEG of another size', withValue('jpegBaseline', rows, [0xff, 0]), 'corrupt'],
  ])('%s', async (_, bytes, code) => {
    await expect(readDicom(bytes)).rejects.toMatchObject({ code });
  });

  test('Compressed one-bit pixels are refused', async () => {
    const bytes = file('rle');
    for (const [element, value] of [
      [0, 1],
      [1, 1],
      [2, 0],
    ]) {
      const tag = [0x28, 0, element, 1, 0x55, 0x53];
      bytes[8 + bytes.findIndex((_, index) => tag.every((byte, offset) => bytes[index + offset] === byte))] =
        value;
    }
    await expect(readDicom(bytes)).rejects.toMatchObject({ code: 'unsupported', message: /1-bit pixels/ });
  });

  test('Frames without pixels are refused, however small they are', async () => {
    const bytes = file('fragmentsWithTable');
    const tag = [0x28, 0, 8, 0, 0x49, 0x53];
    const at = bytes.findIndex((_, index) => tag.every((byte, offset) => bytes[index + offset] === byte));
    // An element of two characters: '99'.
    bytes.set([0x39, 0x39], at + 8);
    await expect(readDicom(bytes)).rejects.toMatchObject({ code: 'truncated', message: /99 frame/ });
  });

  test('An image larger than the limit is refused by its header', async () => {
    await expect(readDicom(file('explicit'), { maxBytes: 100 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(readDicom(file('deflated'), { maxBytes: 100 })).rejects.toMatchObject({ code: 'too-large' });
  });

  test('A transfer syntax that nobody here reads is named', async () => {
    const bytes = file('jpegLs');
    const text = new TextEncoder().encode('1.2.840.10008.1.2.4.80');
    const at = bytes.findIndex((_, index) => text.every((byte, offset) => bytes[index + offset] === byte));
    bytes[at + text.length - 1] = 0x39;
    await expect(readDicom(bytes)).rejects.toMatchObject({ code: 'unsupported', message: /4\.89/ });
  });

  test('A deflated bomb is given up', async () => {
    const plain = file('explicit');
    const bomb = deflateSync(concatBytes([plain.subarray(bodyStart(plain)), new Uint8Array(24 << 20)]));
    const bytes = file('deflated');
    const bombed = concatBytes([bytes.subarray(0, bodyStart(bytes)), bomb]);
    await expect(readDicom(bombed)).rejects.toMatchObject({ code: 'corrupt', message: /more data/ });
  });

  test('Any cut and any flipped bit gives values or a FormatError', async () => {
    const samples = names.map(file);
    const quiet = fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.nat(),
      fc.nat(),
      async (sample, cut, bit) => {
        const bytes = sample.slice(0, cut % 3 === 0 ? cut % sample.length : sample.length);
        const at = bit % (bytes.length * 8 || 1);
        if (at >> 3 < bytes.length) bytes[at >> 3] ^= 1 << (at & 7);
        try {
          const { data, shape } = await readDicom(bytes, { maxBytes: 1 << 22 });
          expect(data.length).toBe(shape[0] * shape[1] * shape[2]);
        } catch (error) {
          if (!FormatError.isInstance(error)) throw error;
        }
      },
    );
    await fc.assert(quiet, { numRuns: 1500 });
  });
});

describe.skipIf(!sharedAvailable)(`real files (${SHARED_HINT})`, () => {
  const shared = Object.keys(readers).filter((name) => name.startsWith('dicom/'));

  test.each(shared)('%s equals what pydicom reads', async (name) => {
    expectReader(await readDicom(await readShared(`data/readers/${name}`)), readers[name]);
  });

  test('The big-endian, implicit and JPEG-LS files equal the plain one pixel for pixel', async () => {
    const read = async (kind: string) =>
      readDicom(await readShared(`data/readers/dicom/CT1_UNC.${kind}.dcm`));
    const { data, ...plain } = await read('explicit_little_endian');
    for (const kind of ['explicit_big_endian', 'implicit_little_endian', 'fragmented_no_bot_jpeg_ls.80']) {
      const { data: other, ...rest } = await read(kind);
      expect(rest).toEqual(plain);
      expect([other.length, checksum(other)]).toEqual([512 * 512, checksum(data)]);
    }
  });

  test('Cuts and flipped bits of a real file give values or a FormatError', async () => {
    const whole = await readShared('data/readers/dicom/CT0012.fragmented_no_bot_jpeg_lossless.70.dcm');
    for (let step = 1; step < 12; step++) {
      const bytes = whole.slice(0, step % 2 ? whole.length : (whole.length * step) / 12);
      bytes[Math.floor((bytes.length * step) / 13)] ^= 1 << (step % 8);
      await readDicom(bytes).catch((error) => expect(error).toSatisfy(FormatError.isInstance));
    }
  });
});
