import { expect, it } from 'vitest';
import { nextMarked } from './next-marked.js';

it('finds the nearest mark on either side, and stays where there is none', () => {
  const counts = [4, 0, undefined, 7, 0];
  expect(nextMarked(counts, 0, 1)).toBe(3);
  expect(nextMarked(counts, 3, -1)).toBe(0);
  expect(nextMarked(counts, 3, 1)).toBe(3);
  expect(nextMarked([], 2, 1)).toBe(2);
});
