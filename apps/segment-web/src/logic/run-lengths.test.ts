import { expect, it } from 'vitest';
import { decodeRuns, encodeRuns } from './run-lengths.js';

it('any mask comes back', () => {
  for (const mask of [
    [],
    [0],
    [3, 3, 3],
    [0, 1, 0, 2, 2, 255, 0, 0],
    Array.from({ length: 999 }, (_, index) => (index * index) % 3),
  ]) {
    expect(decodeRuns(encodeRuns(Uint8Array.from(mask)), mask.length)).toEqual(Uint8Array.from(mask));
  }
});

it('an empty slice takes eight bytes', () => {
  expect(encodeRuns(new Uint8Array(512 * 512)).byteLength).toBe(8);
});

it('runs that do not fill the slice, or overfill it, are refused', () => {
  const runs = encodeRuns(Uint8Array.of(0, 0, 1, 1));
  expect(decodeRuns(runs, 5)).toBeUndefined();
  expect(decodeRuns(runs, 3)).toBeUndefined();
});
