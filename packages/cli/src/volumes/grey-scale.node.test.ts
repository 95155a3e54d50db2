import { volumeFromArray } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { greyScale } from './grey-scale.js';

const volume = (values: number[]) =>
  volumeFromArray({ data: Float32Array.from(values), shape: [1, 1, values.length] });

it('a guess is told with the options that mend it', () => {
  expect(greyScale(volume([-1000, -900, -850, 40, 700]), {}).notes).toEqual([
    expect.stringMatching(/look like Hounsfield units.* Pass --window or --range to choose\.$/),
  ]);
  expect(greyScale(volume([3, 12]), {}).notes).toEqual([
    expect.stringMatching(/3 to 12.* Pass --window for Hounsfield units or --range for others\.$/),
  ]);
});

it('what was chosen needs no note', () => {
  expect(greyScale(volume([3, 12]), { range: [3, 12] })).toEqual({
    range: [3, 12],
    hounsfield: false,
    notes: [],
  });
});
