/** Figures of volumes whose voxels are no cubes; the other programs' are made by scripts/make_fixtures.py. */
import { describe, expect, it } from 'vitest';
import { drawFixture } from './fixtures/masks.js';
import fixture from './fixtures/volumes.json' with { type: 'json' };
import {
  averageSurfaceDistance,
  averageSymmetricSurfaceDistance,
  confusion,
  dice,
  hausdorff,
  iou,
  maskDistances,
  surfaceDice,
} from './index.js';

describe.each(fixture.cases)('a volume with $name', ({ spacing, ...expected }) => {
  const { data: prediction, shape } = drawFixture(expected.prediction, 3);
  const { data: truth } = drawFixture(expected.truth, 3);
  const counts = confusion(prediction, truth, { classes: 2 });
  const [overlap, union] = [dice(counts, { only: [1] }), iou(counts, { only: [1] })];
  const distances = maskDistances(prediction, truth, { shape, spacing });

  it('has the overlap that MONAI and SimpleITK give it', () => {
    const { monai, simpleItk } = expected;
    // MONAI computes in float32.
    expect(overlap).toBeCloseTo(monai.dice, 5);
    expect(union).toBeCloseTo(monai.iou, 5);
    expect(overlap).toBeCloseTo(simpleItk.dice, 12);
    expect(union).toBeCloseTo(simpleItk.iou, 12);
  });

  it("has MONAI's distances between surfaces, in mm", () => {
    const { monai } = expected;
    expect(distances.unit).toBe('mm');
    expect(hausdorff(distances).value).toBeCloseTo(monai.hd, 5);
    expect(hausdorff(distances, { percentile: 95 }).value).toBeCloseTo(monai.hd95, 5);
    expect(averageSurfaceDistance(distances).value).toBeCloseTo(monai.asd, 5);
    expect(averageSurfaceDistance(distances, { from: 'truth' }).value).toBeCloseTo(monai.asdReverse, 5);
    expect(averageSymmetricSurfaceDistance(distances).value).toBeCloseTo(monai.assd, 5);
    for (const { tolerance, value } of monai.surfaceDice)
      expect(surfaceDice(distances, { tolerance }).value).toBeCloseTo(value, 5);
  });

  it("has MedPy's in double precision, and SimpleITK's between regions", () => {
    const faces = expected.medpy[1];
    expect(hausdorff(distances).value).toBeCloseTo(faces.hd, 10);
    expect(hausdorff(distances, { percentile: 95, method: 'pooled' }).value).toBeCloseTo(faces.hd95, 10);
    expect(averageSymmetricSurfaceDistance(distances).value).toBeCloseTo(faces.assd, 10);
    const regions = maskDistances(prediction, truth, { shape, spacing, on: 'region' });
    expect(hausdorff(regions).value).toBeCloseTo(expected.simpleItk.regionHausdorff, 10);
  });
});
