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
  expect(greyScale(volume([3, 12]), {})).toEqual({
    range: [3, 12],
    hounsfield: false,
    guessed: 'range',
    notes: [expect.stringMatching(/3 to 12/)],
  });
});

it('values that are all alike are refused', () => {
  expect(() => greyScale(volume([5, 5]))).toThrow(/one value/);
});

it('values that are no numbers are told, and refused where there are no others, whatever is said of them', () => {
  const { notes, range } = greyScale(volume([Number.NaN, 3, 12, Number.NEGATIVE_INFINITY]));
  expect(range).toEqual([3, 12]);
  expect(notes).toContainEqual(expect.stringMatching(/^2 of 4 values are no finite numbers/));
  const none = volume([Number.NaN, Number.POSITIVE_INFINITY]);
  for (const known of [
    {},
    { window: [-160, 240] as [number, number] },
    { range: [0, 1] as [number, number] },
  ])
    expect(() => greyScale(none, known)).toThrow(/None of 2 voxels is a finite number/);
  expect(() => greyScale({ ...none, unit: 'HU' })).toThrow(/None of 2 voxels/);
});

it('floats that are grey from 0 to 255, or shares of white, are taken for such, and others for a range', () => {
  const range = (values: number[]) => greyScale(volume(values)).range;
  expect(range([0, 12, 251])).toEqual([0, 255]);
  expect(range([0, 12, 251, 251.5])).toEqual([0, 251.5]);
  expect(range([0, 12, 100])).toEqual([0, 100]);
  expect(range([0, 0.25, 0.98])).toEqual([0, 1]);
  expect(range([0, 0.02])).toEqual([0, expect.closeTo(0.02, 6)]);
  expect(range([-1, 12, 251])).toEqual([-1, 251]);
});

it('a program adds to the note on a guess how its user can choose', () => {
  const { notes } = greyScale(volume([3, 12]), { cures: { range: 'Turn the knob.' } });
  expect(notes).toEqual([expect.stringMatching(/3 to 12.* Turn the knob\.$/)]);
});
