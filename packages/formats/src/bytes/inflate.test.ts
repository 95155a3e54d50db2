import { deflateSync, gzipSync, zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { inflate, inflatePrefix } from './inflate.js';

const plain = Uint8Array.from({ length: 100_000 }, (_, index) => (index * index) >> 7);
const what = 'The stream';
const packed = { gzip: gzipSync(plain), zlib: zlibSync(plain), raw: deflateSync(plain) };

describe.each(['gzip', 'zlib', 'raw'] as const)('%s', (format) => {
  const bytes = packed[format];

  test('A stream of the announced size comes back whole', () => {
    expect(inflate(bytes, format, { expected: plain.length, what })).toEqual(plain);
  });

  test('A stream cut off anywhere is reported as truncated', () => {
    for (const length of [0, 1, 10, 20, 1000, bytes.length - 20]) {
      expect(() => inflate(bytes.subarray(0, length), format, { expected: plain.length, what })).toThrow(
        expect.objectContaining({ code: 'truncated' }),
      );
    }
  });

  test('A stream that holds more than announced is refused, unless within the slack', () => {
    expect(() => inflate(bytes, format, { expected: 1000, what })).toThrow(
      expect.objectContaining({ code: 'corrupt' }),
    );
    expect(inflate(bytes, format, { expected: 1000, slack: 200_000, what })).toEqual(plain);
  });

  test('A header that announces more than the bytes can hold is refused before memory is taken', () => {
    expect(() => inflate(bytes, format, { expected: 2 ** 40, what })).toThrow(
      expect.objectContaining({ code: 'truncated' }),
    );
  });

  test('The first bytes can be read alone', () => {
    expect(inflatePrefix(bytes, format, 352, what)).toEqual(plain.subarray(0, 352));
    expect(inflatePrefix(bytes, format, 200_000, what)).toEqual(plain);
  });
});

test('A bomb of half a gigabyte stops at the announced size', () => {
  const zeros = new Uint8Array(8 << 20);
  const bomb = gzipSync(zeros);
  const many = new Uint8Array(bomb.length * 64);
  for (let copy = 0; copy < 64; copy++) many.set(bomb, copy * bomb.length);
  const start = performance.now();
  expect(() => inflate(many, 'gzip', { expected: 1 << 20, what })).toThrow(/more data than its header/);
  expect(performance.now() - start).toBeLessThan(2000);
});

test('Gzip members in a row are one stream', () => {
  const both = new Uint8Array(packed.gzip.length * 2);
  both.set(packed.gzip);
  both.set(packed.gzip, packed.gzip.length);
  const result = inflate(both, 'gzip', { expected: 2 * plain.length, what });
  expect(result.subarray(plain.length)).toEqual(plain);
});

test('A wrong gzip checksum is corrupt', () => {
  const damaged = packed.gzip.slice();
  damaged[damaged.length - 8] ^= 1;
  expect(() => inflate(damaged, 'gzip', { expected: plain.length, what })).toThrow(/checksum/);
});
