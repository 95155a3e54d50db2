import { expect, it } from 'vitest';
import { ThinnedVolume } from './thinned-volume.js';

const numbers = Uint8Array.from({ length: 2 * 5 * 4 }, (_, i) => i);
const slice = (index: number) => numbers.subarray(index * 20, (index + 1) * 20);

it('every second row and column stay where a quarter of the voxels may, of values and labels alike', () => {
  const thinned = new ThinnedVolume([2, 5, 4], 10);
  for (const index of [1, 0]) thinned.add(index, slice(index));
  expect(thinned.shape).toEqual([2, 3, 2]);
  expect([...thinned.data]).toEqual([0, 2, 8, 10, 16, 18, 20, 22, 28, 30, 36, 38]);
  expect([...thinned.labels(numbers)]).toEqual([...thinned.data]);
});

it('a small volume stays whole', () => {
  const thinned = new ThinnedVolume([2, 5, 4]);
  for (const index of [0, 1]) thinned.add(index, slice(index));
  expect([...thinned.data]).toEqual([...numbers]);
  expect(thinned.labels(numbers)).toBe(numbers);
});
