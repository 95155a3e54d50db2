import type { Vector3, Volume } from '@miniseg/formats/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundingBox, cropVolume } from './crop.js';
import { orientationOf, reorientVolume } from './reorient.js';
import { resampleToGrid, resampleVolume } from './resample.js';

const axial: Volume['direction'] = [
  [0, 0, 1],
  [0, 1, 0],
  [1, 0, 0],
];

/** A volume whose voxel value is a linear function of its place in the patient. */
function ramp(shape: Vector3, spacing: Vector3, origin: Vector3 = [-20, 5, 40], direction = axial): Volume {
  const volume: Volume = {
    data: new Float64Array(shape[0] * shape[1] * shape[2]),
    shape,
    spacing,
    origin,
    direction,
    unit: 'HU',
  };
  eachVoxel(volume, (at, place) => {
    volume.data[at] = 3 * place[0] - 2 * place[1] + 0.5 * place[2];
  });
  return volume;
}

function eachVoxel(volume: Volume, visit: (at: number, place: number[], index: Vector3) => void): void {
  let at = 0;
  for (let i = 0; i < volume.shape[0]; i++)
    for (let j = 0; j < volume.shape[1]; j++)
      for (let k = 0; k < volume.shape[2]; k++, at++) {
        const index: Vector3 = [i, j, k];
        const place = volume.origin.map((start, c) =>
          index.reduce((sum, n, axis) => sum + n * volume.spacing[axis] * volume.direction[axis][c], start),
        );
        visit(at, place, index);
      }
}

const small = fc.tuple(
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 2, max: 6 }),
);
const step = fc.double({ min: 0.4, max: 4, noNaN: true });
const spacings = fc.tuple(step, step, step);
const codes = ['L', 'R'].flatMap((x) =>
  ['P', 'A'].flatMap((y) => ['S', 'I'].flatMap((z) => orders([x, y, z]))),
);

function orders([x, y, z]: string[]): string[] {
  return [x! + y! + z!, x! + z! + y!, y! + x! + z!, y! + z! + x!, z! + x! + y!, z! + y! + x!];
}

describe('resampleVolume', () => {
  it('changes nothing at the same spacing', () => {
    fc.assert(
      fc.property(small, spacings, (shape, spacing) => {
        const volume = ramp(shape, spacing);
        for (const interpolation of ['linear', 'nearest'] as const) {
          expect(resampleVolume(volume, spacing, { interpolation })).toEqual(volume);
        }
      }),
    );
  });

  it('keeps a linear field linear wherever it need not extrapolate', () => {
    fc.assert(
      fc.property(small, spacings, spacings, (shape, spacing, wanted) => {
        const volume = ramp(shape, spacing);
        const result = resampleVolume(volume, wanted);
        expect(result.spacing).toEqual(wanted);
        eachVoxel(result, (at, place) => {
          const index = [2, 1, 0].map((c, axis) => (place[c] - volume.origin[c]) / spacing[axis]);
          if (index.some((n, axis) => n < 0 || n > shape[axis] - 1)) return;
          expect(result.data[at]).toBeCloseTo(3 * place[0] - 2 * place[1] + 0.5 * place[2], 6);
        });
      }),
    );
  });

  it('keeps the extent: the outer corner stays and the length changes by half a voxel at most', () => {
    const result = resampleVolume(ramp([10, 8, 8], [5, 0.8, 0.8]), [2, 1, 1]);
    expect(result.shape).toEqual([25, 6, 6]);
    expect(result.origin.map((value) => Number(value.toFixed(6)))).toEqual([-19.9, 5.1, 38.5]);
  });

  it('invents no labels with nearest and rounds integers with linear', () => {
    const labels: Volume = { ...ramp([1, 1, 4], [1, 1, 1]), data: Uint8Array.of(0, 0, 3, 3) };
    const nearest = resampleVolume(labels, [1, 1, 0.4], { interpolation: 'nearest' });
    expect(new Set(nearest.data)).toEqual(new Set([0, 3]));
    const linear = resampleVolume(labels, [1, 1, 0.5]);
    expect(linear.data).toBeInstanceOf(Uint8Array);
    expect([...linear.data]).toEqual([0, 0, 0, 1, 2, 3, 3, 3]);
  });

  it('refuses a spacing of zero', () => {
    expect(() => resampleVolume(ramp([2, 2, 2], [1, 1, 1]), [1, 0, 1])).toThrow(/spacing is 1,0,1/);
  });
});

describe('resampleToGrid', () => {
  it('brings labels back onto the grid of an oblique, flipped volume', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const direction: Volume['direction'] = [
      [0, -s, c],
      [0, c, s],
      [-1, 0, 0],
    ];
    const target = ramp([4, 5, 6], [2, 1.5, 1], [8, -3, 2], direction);
    const source = ramp([40, 40, 40], [1, 1, 1], [-20, -20, -20]);
    const result = resampleToGrid(source, target);
    expect(result.shape).toEqual(target.shape);
    result.data.forEach((value, i) => {
      expect(value).toBeCloseTo(target.data[i], 6);
    });
  });

  it('fills what lies beyond the volume with the value asked for', () => {
    const volume = ramp([1, 1, 2], [1, 1, 1]);
    const grid = { ...volume, shape: [1, 1, 5] as Vector3 };
    expect([...resampleToGrid(volume, grid, { outside: -1024 }).data].slice(2)).toEqual([
      -1024, -1024, -1024,
    ]);
    expect([...resampleToGrid(volume, grid).data].slice(1)).toEqual(Array(4).fill(volume.data[1]));
  });
});

describe('reorientVolume', () => {
  it('moves no voxel in the patient, for every code', () => {
    const volume = ramp([2, 3, 4], [5, 0.7, 0.9]);
    expect(orientationOf(volume)).toBe('LPS');
    expect(new Set(codes).size).toBe(48);
    for (const code of codes) {
      const result = reorientVolume(volume, code);
      expect(orientationOf(result)).toBe(code);
      eachVoxel(result, (at, place) => {
        expect(result.data[at]).toBeCloseTo(3 * place[0] - 2 * place[1] + 0.5 * place[2], 9);
      });
      expect(reorientVolume(result, 'LPS')).toEqual({
        ...volume,
        origin: volume.origin.map((v) => expect.closeTo(v)),
      });
    }
  });

  it('refuses codes that name an axis twice or use other letters', () => {
    const volume = ramp([2, 2, 2], [1, 1, 1]);
    for (const code of ['LLS', 'LRS', 'LP', 'XYZ', '']) {
      expect(() => reorientVolume(volume, code)).toThrow(/three letters/);
    }
  });
});

describe('boundingBox and cropVolume', () => {
  it('finds the smallest box, grows it by a margin, and keeps it inside', () => {
    const mask = new Uint8Array(4 * 5 * 6);
    mask[(1 * 5 + 2) * 6 + 3] = 1;
    mask[(2 * 5 + 4) * 6 + 1] = 7;
    expect(boundingBox(mask, [4, 5, 6])).toEqual({ from: [1, 2, 1], to: [3, 5, 4] });
    expect(boundingBox(mask, [4, 5, 6], 2)).toEqual({ from: [0, 0, 0], to: [4, 5, 6] });
    expect(boundingBox(new Uint8Array(120), [4, 5, 6])).toBeUndefined();
  });

  it('cuts without moving a voxel in the patient', () => {
    const result = cropVolume(ramp([4, 5, 6], [2, 1, 1]), { from: [1, 2, 3], to: [3, 5, 6] });
    expect(result.shape).toEqual([2, 3, 3]);
    expect(result).toEqual(ramp([2, 3, 3], [2, 1, 1], [-17, 7, 42]));
  });

  it('refuses a box that leaves the volume', () => {
    const volume = ramp([4, 5, 6], [2, 1, 1]);
    expect(() => cropVolume(volume, { from: [0, 0, 0], to: [5, 5, 6] })).toThrow(/inside it/);
    expect(() => cropVolume(volume, { from: [1, 1, 1], to: [1, 2, 2] })).toThrow(/from < to/);
  });
});
