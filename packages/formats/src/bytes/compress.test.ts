/** Against fflate, whose bytes they are. */
import fc from 'fast-check';
import { gunzipSync, gzipSync, unzlibSync, zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { gzip, zlib } from './compress.js';

type Level = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

function same(data: Uint8Array, level: Level): void {
  const stream = zlib(data, level);
  const expected = zlibSync(data, { level });
  // Not toEqual: it is slow on a million bytes.
  expect(stream.length).toBe(expected.length);
  expect(stream.findIndex((byte, at) => byte !== expected[at])).toBe(-1);
  expect(unzlibSync(stream).every((byte, at) => byte === data[at])).toBe(true);
}

/** Of 15 bits. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    return (state >>> 16) & 0x7fff;
  };
}

/** Runs of some lengths and values, with noise between: masks, and pictures of few shades. */
function runs(lengths: readonly number[], seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const parts = lengths.map((length, index) =>
    index % 3 === 2
      ? Array.from({ length: Math.min(length, 3000) }, () => random() % (1 + (random() % 255)))
      : new Array(length).fill(random() % 4 === 0 ? random() % 256 : 0),
  );
  return Uint8Array.from(parts.flat());
}

describe('compression gives the bytes of fflate', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9] as const)('at level %i, of runs and noise', (level) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(300), fc.nat(5000), fc.nat(70_000)), { maxLength: 24 }),
        fc.nat(),
        (lengths, seed) => same(runs(lengths, seed), level),
      ),
      { numRuns: 25, seed: 7 },
    );
  });

  it('of any bytes, and of few different ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 256 }), (bytes, values) =>
        same(
          bytes.map((byte) => byte % values),
          6,
        ),
      ),
      { numRuns: 200, seed: 7 },
    );
  });

  it.each([0, 1, 2, 3, 4, 257, 258, 259, 260, 261, 262, 519, 520, 65_535, 2 ** 17])(
    'of %i equal bytes, alone and between others',
    (length) => {
      for (const value of [0, 1, 255]) {
        const run = new Uint8Array(length).fill(value);
        same(run, 6);
        same(Uint8Array.from([7, value, ...run, value, 9, 9, 9, 8]), 6);
      }
    },
  );

  it('of a run that is longer than a block, in a part of other memory', () => {
    const memory = new Uint8Array(5_000_003);
    for (let at = 3_000_000; at < 3_400_000; at += 1 + (at % 77)) memory[at] = at % 5;
    for (const from of [0, 1, 2, 3]) same(memory.subarray(from, 5_000_000), 6);
  });

  it('of noise, which is stored, and of codes that would be too long', () => {
    same(Uint8Array.from({ length: 100_000 }, randomNumbers(5)), 6);
    // Frequencies of Fibonacci (the first is that of the end) below many equal ones make a tree of more than 15 levels.
    let [rare, other] = [1, 2];
    const random = randomNumbers(3);
    const bytes = Uint8Array.from({ length: 24_000 }, () => random() % 128);
    for (let symbol = 200; symbol < 211; symbol++) {
      for (let count = 0; count < rare; count++) bytes[(symbol * 7919 + count * 104729) % 24_000] = symbol;
      [rare, other] = [other, rare + other];
    }
    same(bytes, 6);
    same(bytes.reverse(), 9);
  });

  it('of a few bytes at the end of other memory', () => {
    for (let length = 0; length < 8; length++) {
      for (const value of [0, 5]) same(new Uint8Array(11).fill(value).subarray(11 - length), 6);
    }
  });

  it('as a gzip file, too', () => {
    const data = runs([1000, 70_000, 500, 3, 9000], 5);
    expect(gzip(data)).toEqual(gzipSync(data, { mtime: 0 }));
    expect(gunzipSync(gzip(data))).toEqual(data);
    expect(gzip(new Uint8Array(0))).toEqual(gzipSync(new Uint8Array(0), { mtime: 0 }));
  });

  it('and level 0 stores', () => {
    const data = runs([100, 900, 50], 3);
    expect(zlib(data, 0)).toEqual(zlibSync(data, { level: 0 }));
  });
});
