import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../errors.js';
import { archives, arrays, unsupported } from '../fixtures/arrays.js';
import { fromBase64 } from '../fixtures/from-base64.js';
import type { PixelArray } from '../volume/volume.js';
import { listNpz, readNpz, writeNpz } from './npz.js';
import { readNpy } from './read-npy.js';
import { writeNpy } from './write-npy.js';

const file = (name: string) => fromBase64(arrays[name].base64);

test.each(Object.keys(arrays))('%s reads to the values that numpy wrote', (name) => {
  const { data, shape } = readNpy(file(name));
  expect(shape).toEqual(arrays[name].shape);
  expect(Array.from(data)).toEqual(arrays[name].values);
});

test.each(Object.keys(unsupported))('An array of %s values is refused by name', (name) => {
  expect(() => readNpy(fromBase64(unsupported[name]))).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});

test.each<PixelArray>([
  new Uint8Array([0, 255]),
  new Int8Array([-128, 127]),
  new Uint16Array([0, 65535]),
  new Int16Array([-1024, 3071]),
  new Uint32Array([0, 2 ** 32 - 1]),
  new Int32Array([-(2 ** 31), 1]),
  new Float32Array([1.5, Number.NaN]),
  new Float64Array([Math.PI, 1e300]),
])('%s comes back exactly, in type and value', (data) => {
  for (const shape of [[2], [2, 1], [1, 1, 2]])
    expect(readNpy(writeNpy({ data, shape }))).toEqual({ data, shape });
});

test('What numpy wrote is written again byte for byte', () => {
  for (const name of ['f4', 'i2', 'u1', 'oneAxis']) expect(writeNpy(readNpy(file(name)))).toEqual(file(name));
});

describe('archives', () => {
  const image = { shape: [2, 3, 4], data: Float32Array.from(arrays.f4.values) };
  const mask = { shape: [2, 3, 4], data: Uint8Array.from(image.data, (value) => (value > 0 ? 1 : 0)) };

  test.each(['stored', 'compressed'])('%s by numpy are read, all arrays or one', (name) => {
    const bytes = fromBase64(archives[name]);
    expect(listNpz(bytes)).toEqual(['image', 'mask']);
    expect(readNpz(bytes)).toEqual(new Map(Object.entries({ image, mask })));
    expect(readNpz(bytes, { names: ['mask'] })).toEqual(new Map([['mask', mask]]));
  });

  test('written here come back, and the same arrays give the same bytes', () => {
    const bytes = writeNpz({ image, mask });
    expect(readNpz(bytes)).toEqual(new Map(Object.entries({ image, mask })));
    expect(writeNpz({ image, mask })).toEqual(bytes);
  });

  test('that are damaged or cut off are refused', () => {
    const bytes = fromBase64(archives.compressed);
    expect(() => readNpz(bytes.subarray(0, bytes.length - 30))).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
    bytes[80] ^= 1;
    expect(() => readNpz(bytes)).toThrow(expect.objectContaining({ code: 'corrupt' }));
  });

  test('that are bombs stop at the size of their directory', () => {
    const bytes = zipSync({ 'a.npy': new Uint8Array(32 << 20) });
    expect(() => readNpz(bytes, { maxBytes: 1 << 20 })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
    // The directory now lies: 1000 bytes.
    const view = new DataView(bytes.buffer);
    view.setUint32(view.getUint32(bytes.length - 6, true) + 24, 1000, true);
    expect(() => readNpz(bytes)).toThrow(/more data than its header/);
  });
});

test('A shape beyond the file or the limit is refused', () => {
  const huge = (shape: string) => {
    const bytes = file('f4');
    const at = 10 + new TextDecoder('latin1').decode(bytes.subarray(10)).indexOf('(2, 3, 4)');
    bytes.set(new TextEncoder().encode(shape), at);
    return bytes;
  };
  expect(() => readNpy(huge('(9, 9, 9)'))).toThrow(expect.objectContaining({ code: 'truncated' }));
  expect(() => readNpy(huge('(9999999)'))).toThrow(expect.objectContaining({ code: 'truncated' }));
  expect(() => readNpy(huge('(2, 3, 4)'), { maxBytes: 10 })).toThrow(
    expect.objectContaining({ code: 'too-large' }),
  );
  expect(() => readNpy(huge('(2, 0, 4)'))).toThrow(expect.objectContaining({ code: 'empty' }));
  expect(() => readNpy(huge('(2, -3,4)'))).toThrow(expect.objectContaining({ code: 'corrupt' }));
});

test('Any cut and any flipped bit gives an array or a FormatError', () => {
  const samples = [...Object.keys(arrays).map(file), ...Object.values(archives).map(fromBase64)];
  fc.assert(
    fc.property(fc.constantFrom(...samples), fc.nat(), fc.nat(), (sample, cut, bit) => {
      const bytes = sample.slice(0, cut % 3 === 0 ? cut % sample.length : sample.length);
      const at = bit % (bytes.length * 8 || 1);
      if (at >> 3 < bytes.length) bytes[at >> 3] ^= 1 << (at & 7);
      try {
        const read =
          bytes[0] === 0x50
            ? [...readNpz(bytes, { maxBytes: 1 << 20 }).values()]
            : [readNpy(bytes, { maxBytes: 1 << 20 })];
        for (const { data, shape } of read)
          expect(data.length).toBe(shape.reduce((one, other) => one * other, 1));
      } catch (error) {
        if (!FormatError.isInstance(error)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});
