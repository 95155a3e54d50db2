/** Lossless and 12-bit JPEG against images that were encoded here, whole frames of every kind. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDicom } from '../dicom/read-dicom.js';
import { encodeJpeg12bit, encodeLosslessJpeg } from '../fixtures/encode-jpeg.js';
import { COLUMNS, compressedDicom, ROWS } from '../fixtures/make-dicom.js';
import { decodeJpeg12bit } from './decode-jpeg-12bit.js';
import { decodeLosslessJpeg } from './decode-lossless-jpeg.js';
import { readJpegFrame } from './jpeg-frame.js';

const lossless = (bytes: Uint8Array) => decodeLosslessJpeg(bytes, readJpegFrame(bytes));
const twelve = (bytes: Uint8Array) => decodeJpeg12bit(bytes, readJpegFrame(bytes));

const image = fc
  .record({
    width: fc.integer({ min: 1, max: 17 }),
    height: fc.integer({ min: 1, max: 9 }),
    components: fc.constantFrom(1, 1, 3),
    precision: fc.constantFrom(2, 7, 8, 12, 15, 16),
    predictor: fc.integer({ min: 1, max: 7 }),
    restartRows: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    pointTransform: fc.constantFrom(0, 0, 1),
  })
  .chain((options) => {
    const highest = 2 ** options.precision - 1;
    const count = options.width * options.height * options.components;
    const value = fc.oneof(fc.constantFrom(0, highest, highest >> 1), fc.integer({ min: 0, max: highest }));
    return fc.record({
      options: fc.constant(options),
      values: fc.array(value, { minLength: count, maxLength: count }),
      // Frames whose end is all alike, as outside of the patient.
      tail: fc.integer({ min: 0, max: count }),
    });
  });

test('any lossless image comes back to the last pixel', () => {
  fc.assert(
    fc.property(image, ({ options, values, tail }) => {
      const same = values.map((value, index) =>
        index >= values.length - tail ? values[values.length - 1] : value,
      );
      const kept = same.map((value) => (value >> options.pointTransform) << options.pointTransform);
      expect(Array.from(lossless(encodeLosslessJpeg(same, options)))).toEqual(kept);
    }),
    { numRuns: 400 },
  );
});

test('a 12-bit image comes back to within what its steps round', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 1, max: 20 }),
    fc.constantFrom(1, 16, 300),
    fc.constantFrom(0, 2),
    fc.integer(),
    (width, height, step, restart, seed) => {
      const values = Array.from({ length: width * height }, (_, index) =>
        Math.round(2048 + 2000 * Math.sin(seed + index / 5) * Math.cos(index / width)),
      );
      const decoded = twelve(encodeJpeg12bit(values, width, height, step, restart));
      const error = values.map((value, index) => Math.abs(value - decoded[index]));
      expect(Math.max(...error)).toBeLessThanOrEqual(step === 1 ? 2 : 4 * step);
    },
  );
  fc.assert(property, { numRuns: 40 });
});

test('cut and damaged streams are told, and no value is made up', () => {
  const options = { width: 16, height: 16, precision: 12, predictor: 1 };
  const values = Array.from({ length: 256 }, (_, index) => (index * 37) % 4096);
  for (const [bytes, decode] of [
    [encodeLosslessJpeg(values, options), lossless],
    [encodeJpeg12bit(values, 16, 16), twelve],
  ] as const) {
    for (const part of [0.5, 0.8, 0.97]) {
      const cut = bytes.slice(0, Math.floor(part * bytes.length));
      expect(() => decode(cut)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/truncated|corrupt/) }),
      );
    }
    const noTables = bytes.slice();
    noTables[bytes.findIndex((byte, at) => byte === 0xc4 && bytes[at - 1] === 0xff)] = 0xe0;
    expect(() => decode(noTables)).toThrow(/Huffman/);
  }
  expect(() => lossless(encodeLosslessJpeg(values, { ...options, predictor: 0 }))).toThrow(/predictor 0/);
});

test('both are read in DICOM files, with signs and unused bits', async () => {
  const values = Array.from({ length: ROWS * COLUMNS }, (_, index) => (index * 331) % 4096);
  const twelveBits = [
    [0x00280101, 'US', 12],
    [0x00280102, 'US', 11],
  ] as [number, 'US', number][];
  const size = { width: COLUMNS, height: ROWS };
  const grey = encodeLosslessJpeg(values, { ...size, precision: 12, predictor: 1 });
  const read = await readDicom(compressedDicom({ more: twelveBits }, grey, '1.2.840.10008.1.2.4.70'));
  expect(Array.from(read.data)).toEqual(values.map((value) => value - 1024));
  const signed = compressedDicom(
    { more: [...twelveBits, [0x00280103, 'US', 1]] },
    grey,
    '1.2.840.10008.1.2.4.57',
  );
  expect(Array.from((await readDicom(signed)).data)).toEqual(
    values.map((value) => (value > 2047 ? value - 4096 : value) - 1024),
  );
  const lossy = encodeJpeg12bit(values, COLUMNS, ROWS);
  const { data } = await readDicom(compressedDicom({ more: twelveBits }, lossy, '1.2.840.10008.1.2.4.51'));
  expect(Math.max(...values.map((value, index) => Math.abs(value - 1024 - data[index])))).toBeLessThanOrEqual(
    2,
  );
});
