import { reorientVolume } from '@miniseg/data';
import type { Vector3, Volume } from '@miniseg/formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commonGrid, placed } from './common-grid.js';
import type { NamedGrid } from './grid.js';

const CODES = ['LPS', 'RAS', 'LAS', 'SPL', 'PIR', 'ASL', 'IRP', 'RSA'];
const turned = (degrees: number): Volume['direction'] => {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    [0, -s, c],
    [0, c, s],
    [1, 0, 0],
  ];
};
const numbered = (shape: Vector3, place: Partial<Volume> = {}): Volume => ({
  data: Uint16Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, voxel) => voxel),
  shape,
  spacing: [2.5, 0.8, 0.6],
  origin: [-12.5, 30.25, 400],
  direction: turned(0),
  unit: 'unknown',
  ...place,
});
const named = (file: string, grid: Volume, sparse = false): NamedGrid => ({ file, grid, sparse });

it('whatever the order and direction of the axes, every voxel comes to its place', () => {
  fc.assert(
    fc.property(
      fc.tuple(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 7 }),
      ),
      fc.constantFrom(...CODES),
      fc.constantFrom(...CODES),
      fc.integer({ min: -30, max: 30 }),
      (shape, code, other, degrees) => {
        const truth = reorientVolume(numbered(shape, { direction: turned(degrees) }), code);
        const prediction = reorientVolume(truth, other);
        // As files keep numbers.
        const rounded = (values: readonly number[]) => values.map(Math.fround) as Vector3;
        const stored = {
          ...prediction,
          origin: rounded(prediction.origin),
          spacing: rounded(prediction.spacing),
        };
        const common = commonGrid(named('a', stored), named('b', truth));
        expect(placed(prediction.data, common.other, common.grid)).toEqual(truth.data);
        expect(placed(truth.data, common.reference, common.grid)).toBe(truth.data);
      },
    ),
    { numRuns: 80 },
  );
});

it('slices without findings, which a DICOM segmentation leaves out, are background', () => {
  const truth = numbered([5, 2, 3]);
  const part = numbered([2, 2, 3], { origin: [-12.5, 30.25, 402.5] });
  const common = commonGrid(named('seg.dcm', reorientVolume(part, 'LPI'), true), named('b', truth));
  const found = placed(reorientVolume(part, 'LPI').data, common.other, common.grid);
  expect([...found]).toEqual([...new Array(6).fill(0), ...part.data, ...new Array(12).fill(0)]);
  expect(() => commonGrid(named('a', part), named('b', truth))).toThrow(/'a' and 'b' differ in shape/);
  // The other way round: a truth that lacks slices.
  const back = commonGrid(named('a', truth), named('seg.dcm', part, true));
  expect(back.grid).toMatchObject({ shape: [5, 2, 3], origin: truth.origin });
  expect([...placed(part.data, back.reference, back.grid)]).toEqual([...found]);
});

it('two that both lack slices meet on a grid that holds either', () => {
  const low = numbered([2, 2, 2]);
  const high = numbered([2, 2, 2], { origin: [-12.5, 30.25, 407.5] });
  const common = commonGrid(named('low.dcm', low, true), named('high.dcm', high, true));
  expect(common.grid).toMatchObject({ shape: [5, 2, 2], origin: low.origin });
  expect([...placed(low.data, common.other, common.grid)]).toEqual([...low.data, ...new Array(12).fill(0)]);
  expect([...placed(high.data, common.reference, common.grid)]).toEqual([
    ...new Array(12).fill(0),
    ...high.data,
  ]);
  const beside = numbered([2, 2, 2], { origin: [-11.9, 30.25, 407.5] });
  expect(() => commonGrid(named('low.dcm', low, true), named('beside.dcm', beside, true))).toThrow(
    /differ in/,
  );
});

const grid = numbered([4, 5, 6]);
it.each<[string, Partial<Volume>, RegExp]>([
  [
    'another number of slices',
    numbered([3, 5, 6]),
    /differ in shape\. Check that they belong together\..*nearest neighbor/,
  ],
  [
    'another spacing',
    { spacing: [2.5, 0.8, 0.7] },
    /differ in direction of their axes or size of their voxels/,
  ],
  [
    'another place',
    { origin: [-12.5, 30.25, 405] },
    /differ in place, by 2, 0, 0 voxels \(slice, row, column\)/,
  ],
  ['half a voxel', { origin: [-12.2, 30.25, 400] }, /differ in place, by up to 0\.5 voxels/],
  ['a turned patient', { direction: turned(2) }, /differ in/],
])('%s is refused, with both grids', (_, change, message) => {
  let error: Error | undefined;
  try {
    commonGrid(named('found.nii.gz', { ...grid, ...change }), named('true.nii.gz', grid));
  } catch (cause) {
    error = cause as Error;
  }
  expect(error?.message.split('\n')[0]).toMatch(message);
  expect(error?.message).toMatch(
    /\n {2}'found\.nii\.gz': \d x 5 x 6 voxels of 2\.5 x 0\.8 x 0\.[67] mm, the first at \(-1/,
  );
  expect(error?.message).toMatch(
    /\n {2}'true\.nii\.gz': 4 x 5 x 6 voxels of 2\.5 x 0\.8 x 0\.6 mm, the first at \(-12\.5, 30\.25, 400\), axes LPS$/,
  );
});

it('an array has the grid of the other, and one that was saved transposed is told so', () => {
  const bare = (shape: Vector3): Volume => ({
    ...numbered(shape, { spacing: [1, 1, 1], origin: [0, 0, 0] }),
    assumedSpacing: [true, true, true],
  });
  const common = commonGrid(named('a.npy', bare([4, 5, 6])), named('b.nii', grid));
  expect(common.grid).toMatchObject({ spacing: grid.spacing });
  expect(() => commonGrid(named('a.npy', bare([6, 5, 4])), named('b.nii', grid))).toThrow(
    /\(column, row, slice\), as nibabel has it: save it transposed/,
  );
});
