import { expect, test } from 'vitest';
import { decodeRle } from './decode-rle.js';

/** A frame of one segment per packed part. */
function frame(...parts: number[][]): Uint8Array {
  const bytes = new Uint8Array(64 + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, parts.length, true);
  let offset = 64;
  for (const [index, part] of parts.entries()) {
    view.setUint32(4 + 4 * index, offset, true);
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

test('Literal runs, repeated runs and the empty code are unpacked', () => {
  const packed = frame([2, 7, 8, 9, 128, 254, 5, 0, 1]);
  expect(decodeRle(packed, 7, 1, 1)).toEqual(Uint8Array.of(7, 8, 9, 5, 5, 5, 1));
});

test('The most significant byte comes first in the file and last in the result', () => {
  expect(decodeRle(frame([255, 0x12], [255, 0x34]), 2, 2, 2)).toEqual(Uint8Array.of(0x34, 0x12, 0x34, 0x12));
});

test('Samples of a color pixel are interleaved', () => {
  expect(decodeRle(frame([255, 1], [255, 2], [255, 3]), 2, 3, 1)).toEqual(Uint8Array.of(1, 2, 3, 1, 2, 3));
});

test('Surplus bytes at the end of a segment are dropped', () => {
  expect(decodeRle(frame([129, 4]), 3, 1, 1)).toEqual(Uint8Array.of(4, 4, 4));
});

test.each([
  ['too few bytes', frame([254, 5]), 'truncated'],
  ['a literal run that is cut off', frame([9, 1, 2]), 'truncated'],
  ['another number of segments', frame([254, 5], [254, 5]), 'corrupt'],
  ['no header', new Uint8Array(10), 'corrupt'],
])('%s is refused', (_, bytes, code) => {
  expect(() => decodeRle(bytes, 8, 1, 1)).toThrow(expect.objectContaining({ code }));
});

test('A segment that lies outside of the frame is refused', () => {
  const bytes = frame([254, 5]);
  new DataView(bytes.buffer).setUint32(4, 1e9, true);
  expect(() => decodeRle(bytes, 8, 1, 1)).toThrow(/segment 0 lies at 1000000000/);
});
