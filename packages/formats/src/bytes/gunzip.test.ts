import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { concatBytes } from './concat.js';
import { gunzip, gunzipBeginning } from './gunzip.js';

const noise = Uint8Array.from({ length: 50_000 }, (_, index) => ((index * 7919) ^ (index >> 3)) & 255);
const smooth = Uint8Array.from({ length: 50_000 }, (_, index) => index >> 8);
const whole = (bytes: Uint8Array, expected: number) =>
  gunzip(bytes, { start: 0, end: expected, expected }, 'The file');

test.each([
  ['noise', noise],
  ['few bits', smooth],
  ['a few bytes', noise.subarray(0, 40)],
])('%s comes back, and any part of it', (_, plain) => {
  const bytes = gzipSync(plain);
  expect(whole(bytes, plain.length)).toEqual({ content: plain, notes: [] });
  const { content } = gunzip(bytes, { start: 7, end: 31, expected: plain.length }, 'The file');
  expect(content).toEqual(plain.slice(7, 31));
});

test.each([
  ['zeros', new Uint8Array(512)],
  ['one zero', new Uint8Array(1)],
  ['three bytes', Uint8Array.of(1, 2, 3)],
  ['text', new TextEncoder().encode('a signature or so')],
  ['what begins as a member', Uint8Array.of(0x1f, 0x8b, 8, 0)],
  ['more than a step', noise],
])('%s behind the stream are left out with a note', (_, rest) => {
  for (const plain of [noise, smooth.subarray(0, 300)]) {
    const bytes = concatBytes([gzipSync(plain), rest]);
    const { content, notes } = whole(bytes, plain.length);
    expect(content).toEqual(plain);
    expect(notes).toEqual([expect.stringContaining(`${rest.length} byte(s) behind its gzip stream`)]);
  }
});

test('bytes behind the content within the stream are left out with a note, however many', () => {
  for (const more of [5, 3 << 20]) {
    const { content, notes } = whole(gzipSync(concatBytes([noise, new Uint8Array(more)])), noise.length);
    expect(content).toEqual(noise);
    expect(notes).toEqual([expect.stringMatching(/behind its voxels were left out/)]);
  }
});

test('members in a row are one stream, each with its checksum', () => {
  const bytes = concatBytes([gzipSync(noise), gzipSync(smooth)]);
  expect(whole(bytes, 100_000).content).toEqual(concatBytes([noise, smooth]));
  const damaged = bytes.slice();
  damaged[gzipSync(noise).length - 8] ^= 1;
  expect(() => whole(damaged, 100_000)).toThrow(expect.objectContaining({ code: 'corrupt' }));
  const cut = bytes.subarray(0, bytes.length - 3);
  expect(() => whole(cut, 100_000)).toThrow(expect.objectContaining({ code: 'truncated' }));
});

test('a cut or damaged trailer is noticed, wherever it is cut', () => {
  for (const plain of [noise, smooth, noise.subarray(0, 40)]) {
    const bytes = gzipSync(plain);
    for (const less of [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 20]) {
      expect(() => whole(bytes.subarray(0, bytes.length - less), plain.length)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/truncated|corrupt/) }),
      );
    }
    for (const back of [1, 4, 5, 8]) {
      const damaged = bytes.slice();
      damaged[damaged.length - back] ^= 255;
      expect(() => whole(damaged, plain.length)).toThrow(/checksum/);
    }
  }
});

test('a file that cannot hold what it announces is refused before memory is taken', () => {
  expect(() => whole(gzipSync(noise), 2 ** 40)).toThrow(expect.objectContaining({ code: 'truncated' }));
});

test('the beginning of a damaged file is what there is of it', () => {
  const bytes = gzipSync(smooth);
  expect(gunzipBeginning(bytes, 600)).toEqual(smooth.subarray(0, 600));
  expect(gunzipBeginning(bytes.subarray(0, 5), 600)).toEqual(new Uint8Array(0));
  expect(gunzipBeginning(new Uint8Array(0), 600)).toEqual(new Uint8Array(0));
  const cut = gunzipBeginning(gzipSync(noise).subarray(0, 300), 100);
  expect(cut.length).toBeGreaterThan(0);
  expect(cut).toEqual(noise.subarray(0, cut.length));
});
