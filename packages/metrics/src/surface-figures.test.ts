import { describe, expect, it } from 'vitest';
import { draw, drawFixture } from './fixtures/masks.js';
import fixture from './fixtures/surfaces.json' with { type: 'json' };
import {
  averageSurfaceDistance,
  averageSymmetricSurfaceDistance,
  type Connectivity,
  hausdorff,
  maskDistances,
  surfaceDice,
} from './index.js';

const connectivities: Record<number, Connectivity[]> = { 2: [4, 8], 3: [6, 18, 26] };

describe.each(fixture.cases)('figures of $name', ({ prediction, truth, dimensions, ...expected }) => {
  const { data: p, shape } = drawFixture(prediction, dimensions);
  const { data: t } = drawFixture(truth, dimensions);
  const spacing = expected.spacing ?? undefined;

  it('agree with MedPy for every connectivity', () => {
    for (const [key, values] of Object.entries(expected.medpy)) {
      const connectivity = connectivities[dimensions][Number(key) - 1];
      const distances = maskDistances(p, t, { shape, spacing, connectivity });
      const pairs = [
        [hausdorff(distances), values.hd],
        [hausdorff(distances, { percentile: 95, method: 'pooled' }), values.hd95],
        [averageSurfaceDistance(distances), values.asd],
        [averageSurfaceDistance(distances, { from: 'truth' }), values.asdReverse],
        [averageSymmetricSurfaceDistance(distances), values.assd],
        [
          averageSymmetricSurfaceDistance(distances, { method: 'directed' }),
          (values.asd + values.asdReverse) / 2,
        ],
      ] as const;
      for (const [{ value, unit }, other] of pairs) {
        expect(value).toBeCloseTo(other, 10);
        expect(unit).toBe(spacing ? 'mm' : 'px');
      }
    }
  });

  it('agree with MONAI', () => {
    const { monai } = expected;
    const distances = maskDistances(p, t, { shape, spacing });
    // MONAI computes in float32.
    expect(hausdorff(distances).value).toBeCloseTo(monai.hd, 5);
    expect(hausdorff(distances, { percentile: 95 }).value).toBeCloseTo(monai.hd95, 5);
    expect(hausdorff(distances, { percentile: 50, method: 'directed' }).value).toBeCloseTo(monai.hd50, 5);
    expect(averageSurfaceDistance(distances).value).toBeCloseTo(monai.asd, 5);
    expect(averageSymmetricSurfaceDistance(distances).value).toBeCloseTo(monai.assd, 5);
    for (const { tolerance, value } of monai.surfaceDice) {
      expect(surfaceDice(distances, { tolerance }).value).toBeCloseTo(value, 5);
    }
  });

  it('agree with SimpleITK between regions', () => {
    const distances = maskDistances(p, t, { shape, spacing, on: 'region' });
    expect(hausdorff(distances).value).toBeCloseTo(expected.simpleItkRegionHausdorff, 10);
  });
});

describe('the Hausdorff distance', () => {
  it('sees the boundary of a hole only between boundaries', () => {
    const ring = draw(['#####', '#...#', '#...#', '#...#', '#####']);
    const filled = draw(['#####', '#####', '#####', '#####', '#####']);
    const value = (on: 'boundary' | 'region') =>
      hausdorff(maskDistances(filled.data, ring.data, { shape: ring.shape, on })).value;
    expect(value('boundary')).toBe(0);
    expect(value('region')).toBe(2);
  });

  it('refuses a percentile or method that does not exist', () => {
    const distances = maskDistances([1], [1], { shape: [1, 1] });
    expect(() => hausdorff(distances, { percentile: 101 })).toThrow(/percentile is 101/);
    expect(() => hausdorff(distances, { percentile: Number.NaN })).toThrow(/percentile is NaN/);
    expect(() => hausdorff(distances, { method: 'medpy' as 'pooled' })).toThrow(/method is medpy/);
  });
});

describe('average surface distance and surface Dice', () => {
  const region = maskDistances([1], [1], { shape: [1, 1], on: 'region' });

  it('refuse distances between regions', () => {
    for (const run of [
      () => averageSurfaceDistance(region),
      () => averageSymmetricSurfaceDistance(region),
      () => surfaceDice(region, { tolerance: 1 }),
    ]) {
      expect(run).toThrow(
        expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(/boundary/) }),
      );
    }
  });

  it('refuse options that do not exist', () => {
    const distances = maskDistances([1], [1], { shape: [1, 1] });
    expect(() => averageSurfaceDistance(distances, { from: 'both' as 'truth' })).toThrow(/from is both/);
    expect(() => averageSymmetricSurfaceDistance(distances, { method: 'x' as 'pooled' })).toThrow(
      /method is x/,
    );
    expect(() => surfaceDice(distances, { tolerance: -1 })).toThrow(/tolerance is -1/);
  });

  it('count a distance equal to the tolerance as agreement', () => {
    const distances = maskDistances([1, 0, 0], [0, 0, 1], { shape: [1, 3] });
    expect(surfaceDice(distances, { tolerance: 2 })).toEqual({ value: 1, tolerance: 2, toleranceUnit: 'px' });
    expect(surfaceDice(distances, { tolerance: 1.99 }).value).toBe(0);
  });
});
