import { volumeFromArray } from '@miniseg/formats';
import type { Volume } from '@miniseg/formats/volume';
import { expect, it } from 'vitest';
import { greyScale } from './grey-scale.js';

const volume = (
  values: number[],
  Type: typeof Int16Array | typeof Uint8Array | typeof Float32Array = Float32Array,
): Volume => volumeFromArray({ data: Type.from(values), shape: [1, 1, values.length] });
const lungs = volume([-1000, -900, -850, 40, 700]);

it('Hounsfield units get the lung window, or the one that is asked for', () => {
  const scan: Volume = { ...volume([0, 1]), unit: 'HU' };
  expect(greyScale(scan)).toEqual({ range: [-1350, 150], hounsfield: true, notes: [] });
  expect(greyScale(scan, { window: [-160, 240] })).toMatchObject({ range: [-160, 240], hounsfield: true });
  expect(greyScale(scan, { range: [0, 1] })).toMatchObject({ range: [0, 1], hounsfield: true });
});

it('values that can only be Hounsfield units count as such, with a note', () => {
  expect(greyScale(lungs)).toEqual({
    range: [-1350, 150],
    hounsfield: true,
    guessed: 'hounsfield',
    notes: [expect.stringMatching(/look like Hounsfield units/)],
  });
  expect(greyScale(lungs, { range: [-1000, 400] })).toMatchObject({ range: [-1000, 400], notes: [] });
});

it('a window says that values are Hounsfield units', () => {
  expect(greyScale(volume([0, 3]), { window: [-1350, 150] })).toMatchObject({ hounsfield: true, notes: [] });
});

it('8-bit values are grey levels, and others span their own range, with a warning', () => {
  expect(greyScale(volume([7, 9], Uint8Array), {})).toEqual({
    range: [0, 255],
    hounsfield: false,
    notes: [],
  });
  expect(greyScale(volume([Number.NaN, 3, 12, Number.POSITIVE_INFINITY]), {})).toEqual({
    range: [3, 12],
    hounsfield: false,
    guessed: 'range',
    notes: [expect.stringMatching(/3 to 12/)],
  });
});

it('values that are all alike are refused', () => {
  for (const values of [[5, 5], [Number.NaN]]) {
    expect(() => greyScale(volume(values))).toThrow(/one value/);
  }
});
