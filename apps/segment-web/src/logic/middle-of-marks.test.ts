import { expect, it } from 'vitest';
import { middleOfMarks } from './middle-of-marks.js';

it('the slice with the most marks is looked at, in the middle of them', () => {
  const labels = new Uint8Array(2 * 4 * 4);
  labels[0] = 1;
  // Slice 1: rows 0 and 1 of column 3.
  labels[16 + 3] = labels[16 + 7] = 2;
  const [fromLeft, fromBack, fromFeet] = middleOfMarks(labels, [2, 4, 4]) ?? [];
  expect([fromLeft, fromBack, fromFeet]).toEqual([0.125, 0.75, 0.75]);
});

it('nothing marked leaves the middle of the scan', () => {
  expect(middleOfMarks(new Uint8Array(32), [2, 4, 4])).toBeUndefined();
});
