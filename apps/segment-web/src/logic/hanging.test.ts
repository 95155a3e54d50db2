import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StudyInfo } from '../shared/types.js';
import { firstAnchor, linkOf, shiftBeside, sliceBeside, viewportBeside } from './hanging.js';
import { place, type SliceSize } from './viewport.js';

type Grid = Pick<StudyInfo, 'shape' | 'spacing' | 'knownSpacing' | 'frame'>;
type Vector = [number, number, number];

const AXIAL: [Vector, Vector, Vector] = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];
/** Turned about the patient's long axis, and tilted. */
const turned: [Vector, Vector, Vector] = [
  [0, -0.2588190451, 0.9659258263],
  [-0.5, 0.8365163037, 0.224143868],
  [0.8660254038, 0.4829629131, 0.1294095226],
];
const grid = (shape: Vector, spacing: Vector, more: Partial<Grid> = {}): Grid => ({
  shape,
  spacing,
  knownSpacing: true,
  ...more,
});
const sizeOf = ({ shape, spacing }: Grid): SliceSize => ({
  width: shape[2],
  height: shape[1],
  spacing: [spacing[1], spacing[2]],
});

describe('two scans of other visits', () => {
  const thick = grid([20, 64, 64], [5, 1, 1]);
  const thin = grid([100, 64, 64], [1, 1, 1]);

  it('go together by millimeters from the pair of slices that was set', () => {
    expect(linkOf(thick, thin)).toBe('millimeters');
    const anchor = { here: 4, beside: 31 };
    expect(sliceBeside(4, anchor, thick, thin)).toEqual({ slice: 31, outside: false });
    expect(sliceBeside(7, anchor, thick, thin)).toEqual({ slice: 46, outside: false });
    expect(sliceBeside(46 - 1, { here: 31, beside: 4 }, thin, thick)).toEqual({ slice: 7, outside: false });
  });

  it('begin with their middles, and tell where one has ended', () => {
    const anchor = firstAnchor(thick, thin);
    expect(anchor).toEqual({ here: 9.5, beside: 49.5 });
    const far = { here: 4, beside: 90 };
    expect(sliceBeside(5, far, thick, thin)).toEqual({ slice: 95, outside: false });
    expect(sliceBeside(6, far, thick, thin)).toEqual({ slice: 99, outside: true });
    expect(sliceBeside(0, { here: 4, beside: 3 }, thick, thin)).toEqual({ slice: 0, outside: true });
  });

  it('go together by their share where a file does not say how far its slices are apart', () => {
    const unknown = { ...thin, knownSpacing: false };
    expect(linkOf(thick, unknown)).toBe('share');
    const anchor = firstAnchor(thick, unknown);
    expect([0, 19].map((slice) => sliceBeside(slice, anchor, thick, unknown).slice)).toEqual([0, 99]);
    const one = grid([1, 64, 64], [5, 1, 1], { knownSpacing: false });
    expect(sliceBeside(0, firstAnchor(one, thin), one, thin).outside).toBe(false);
  });
});

it('series of one frame show the same place of the patient, at the same place of the screen', () => {
  const side = fc.integer({ min: 2, max: 400 });
  const gap = fc.double({ min: 0.3, max: 8, noNaN: true });
  const shift = fc.double({ min: -150, max: 150, noNaN: true });
  const anyGrid = fc.record({
    shape: fc.tuple(side, side, side),
    spacing: fc.tuple(gap, gap, gap),
    origin: fc.tuple(shift, shift, shift),
  });
  const view = fc.record({
    zoom: fc.double({ min: 0.5, max: 8, noNaN: true }),
    x: fc.double({ min: -1, max: 1, noNaN: true }),
    y: fc.double({ min: -1, max: 1, noNaN: true }),
  });
  const canvas = { width: 613, height: 480 };
  fc.assert(
    fc.property(anyGrid, anyGrid, view, fc.boolean(), fc.nat(399), (one, other, viewport, tilted, n) => {
      const direction = tilted ? turned : AXIAL;
      const [here, beside] = [one, other].map(({ shape, spacing, origin }) =>
        grid(shape, spacing, { frame: { uid: '1.2.3', origin, direction } }),
      );
      expect(linkOf(here, beside)).toBe('place');
      /** A voxel's place in the patient, and the other way. */
      const inPatient = ({ frame, spacing }: Grid, index: Vector) =>
        [0, 1, 2].map(
          (n) =>
            frame!.origin[n] +
            index.reduce((sum, at, axis) => sum + at * spacing[axis] * frame!.direction[axis][n], 0),
        );
      const inVoxels = ({ frame, spacing }: Grid, point: number[]) =>
        [0, 1, 2].map(
          (axis) =>
            point.reduce((sum, value, n) => sum + (value - frame!.origin[n]) * frame!.direction[axis][n], 0) /
            spacing[axis],
        );
      const slice = n % here.shape[0];
      const index: Vector = [slice, here.shape[1] / 3, here.shape[2] / 5];
      const [k, row, column] = inVoxels(beside, inPatient(here, index));

      const found = sliceBeside(slice, firstAnchor(here, beside), here, beside);
      if (!found.outside) expect(Math.abs(found.slice - k)).toBeLessThanOrEqual(0.5 + 1e-6);
      else expect(k < -0.499 || k > beside.shape[0] - 0.501).toBe(true);

      const onScreen = (of: Grid, view: typeof viewport, [r, c]: number[]) => {
        const { left, top, width, height } = place(sizeOf(of), canvas, view);
        return [left + ((c + 0.5) / of.shape[2]) * width, top + ((r + 0.5) / of.shape[1]) * height];
      };
      const how = { known: true, shift: shiftBeside(here, beside) };
      const shown = viewportBeside(viewport, sizeOf(here), sizeOf(beside), canvas, how);
      const [a, b] = [onScreen(here, viewport, index.slice(1)), onScreen(beside, shown, [row, column])];
      const [farthest, size] = [Math.hypot(a[0] - b[0], a[1] - b[1]), Math.hypot(...a) + 1];
      expect(farthest / size).toBeLessThan(1e-6);

      const [down, right] = how.shift;
      const back = viewportBeside(shown, sizeOf(beside), sizeOf(here), canvas, {
        known: true,
        shift: [-down, -right],
      });
      expect(back.zoom).toBeCloseTo(viewport.zoom, 6);
      expect(back.x).toBeCloseTo(viewport.x, 6);
      expect(back.y).toBeCloseTo(viewport.y, 6);
    }),
    { numRuns: 200 },
  );
});

it('frames of other names, and other directions, are no one frame', () => {
  const frame = { uid: '1', origin: [0, 0, 0] as Vector, direction: AXIAL };
  const here = grid([10, 8, 8], [2, 1, 1], { frame });
  expect(linkOf(here, { ...here, frame: { ...frame, uid: '2' } })).toBe('millimeters');
  expect(linkOf(here, { ...here, frame: { ...frame, direction: turned } })).toBe('millimeters');
  expect(linkOf(here, { ...here, frame: undefined })).toBe('millimeters');
});
