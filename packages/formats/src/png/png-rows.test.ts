import * as fc from 'fast-check';
import { zlibSync } from 'fflate';
import { expect, it } from 'vitest';
import { fromBase64 } from '../fixtures/from-base64.js';
import { pictures } from '../fixtures/pictures.js';
import { decodePng } from './decode-png.js';
import { encodePng } from './encode-png.js';
import { PngRowWriter } from './png-row-writer.js';
import { PngRows } from './png-rows.js';
import { pngBeginning, pngChunk } from './write-png-chunks.js';

const pngs = Object.entries(pictures)
  .map(([name, { base64 }]) => [name, fromBase64(base64)] as const)
  .filter(([, bytes]) => bytes[0] === 0x89);

it.each(pngs)('%s gives the samples of decodePng, in pieces of any height', (_name, bytes) => {
  if (bytes[28] === 1) {
    expect(() => new PngRows(bytes)).toThrow(/interlaced.*Save it without/);
    return;
  }
  const { data, width, height, channels, ...expected } = decodePng(bytes);
  for (const piece of [1, 2, height]) {
    const png = new PngRows(bytes);
    expect(png).toMatchObject({ width, height, channels, ...expected });
    const samples: number[] = [];
    while (png.row < height) samples.push(...png.read(Math.min(piece, height - png.row)));
    expect(samples).toEqual(Array.from(data));
  }
});

it('rows may be passed over', () => {
  const data = Uint8Array.from({ length: 300 * 20 }, (_, i) => (i * i) % 251);
  const png = new PngRows(encodePng({ width: 300, height: 20, channels: 1, data, maxValue: 255 }));
  png.skip(7);
  expect(png.read(2)).toEqual(data.slice(7 * 300, 9 * 300));
  expect(png.row).toBe(9);
});

it('what is written row by row is what decodePng reads', () => {
  fc.assert(
    fc.property(
      fc.record({
        width: fc.integer({ min: 1, max: 70 }),
        height: fc.integer({ min: 1, max: 30 }),
        channels: fc.constantFrom(1 as const, 2 as const, 3 as const, 4 as const),
      }),
      fc.integer({ min: 1, max: 7 }),
      fc.infiniteStream(fc.nat(255)),
      (size, piece, values) => {
        const { width, height, channels } = size;
        const row = width * channels;
        const data = Uint8Array.from({ length: row * height }, () => values.next().value);
        const writer = new PngRowWriter(size);
        for (let y = 0; y < height; y += piece) writer.write(data.subarray(y * row, (y + piece) * row));
        expect(decodePng(writer.finish())).toEqual({ ...size, data, maxValue: 255 });
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});

it('indices of a palette stay indices', () => {
  const palette = Uint8Array.of(0, 0, 0, 255, 0, 0);
  const writer = new PngRowWriter({ width: 3, height: 1, channels: 1, palette });
  writer.write(Uint8Array.of(0, 1, 1));
  expect(decodePng(writer.finish())).toMatchObject({ data: Uint8Array.of(0, 1, 1), palette });
});

/** A file of 8-bit grey whose pixels are other than its header says. */
const file = (width: number, height: number, content: Uint8Array) => {
  const chunks = [...pngBeginning({ width, height, channels: 1 }, 8), pngChunk('IDAT', content)];
  return Uint8Array.from([...chunks, pngChunk('IEND', new Uint8Array(0))].flatMap((chunk) => [...chunk]));
};
const read = (bytes: Uint8Array) => {
  const png = new PngRows(bytes);
  png.skip(png.height);
};

it('a file that is cut off, holds more, or cannot hold what it announces is refused', () => {
  const rows = zlibSync(new Uint8Array(10 * 101));
  expect(() => read(file(100, 10, rows))).not.toThrow();
  expect(() => read(file(100, 9, rows))).toThrow(/more data than its header announces/);
  expect(() => read(file(100, 11, rows))).toThrow(/ends in row 10 of 11|cut off/);
  expect(() => read(file(100, 10, rows.subarray(0, rows.length - 8)))).toThrow(/cut off/);
  expect(() => read(file(2 ** 31 - 1, 2 ** 31 - 1, rows))).toThrow(/more than its \d+ compressed bytes/);
  expect(() => read(file(100, 10, new Uint8Array(90).fill(7)))).toThrow(/cannot be decompressed/);
});

it('rows that are none are refused', () => {
  const writer = new PngRowWriter({ width: 3, height: 2, channels: 1 });
  expect(() => writer.write(new Uint8Array(4))).toThrow(/4 samples/);
  expect(() => writer.write(new Uint8Array(9))).toThrow(/3 rows, after 0 of 2/);
  expect(() => writer.finish()).toThrow(/0 of 2 rows/);
  expect(() => new PngRowWriter({ width: 0, height: 2, channels: 1 })).toThrow(/0 x 2 pixels/);
  expect(() => new PngRows(file(3, 2, zlibSync(new Uint8Array(8)))).read(3)).toThrow(
    /got 3; it is a whole number of rows, and 2 are left/,
  );
});
