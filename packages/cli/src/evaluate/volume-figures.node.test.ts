/** Figures of small volumes against the plainest of computations: every pair of surface voxels. */
import type { Vector3 } from '@miniseg/formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boxes, distancesBetween, partSizes, percentile, surface } from './fixtures/label-volumes.js';
import { type LabelBox, labelBoxes, maskInBox, widened } from './label-boxes.js';
import { volumeFigures } from './volume-figures.js';

const shapes = fc.tuple(
  fc.integer({ min: 2, max: 6 }),
  fc.integer({ min: 3, max: 9 }),
  fc.integer({ min: 3, max: 9 }),
);
const steps = fc.constantFrom(0.6, 0.75, 1, 1.25, 2.5, 5);

it('surface distances, volumes and lesions of the box are those of the whole volume', () => {
  fc.assert(
    fc.property(
      shapes,
      fc.tuple(steps, steps, steps),
      fc.nat(1e6),
      fc.integer({ min: 1, max: 5 }),
      (shape: Vector3, spacing, seed, count) => {
        const truth = boxes(shape, { seed, count });
        const prediction = boxes(shape, { seed: seed + 1, count });
        const box = widened(labelBoxes(shape, [prediction, truth]).get(1) as LabelBox, shape);
        const sides = box.end.map((end, axis) => end - box.start[axis]) as Vector3;
        const found = volumeFigures(
          {
            prediction: maskInBox(prediction, shape, box, 1),
            truth: maskInBox(truth, shape, box, 1),
            shape: sides,
            spacing,
            voxel: spacing[0] * spacing[1] * spacing[2],
          },
          'any',
        );
        const [one, two] = [surface(prediction, shape), surface(truth, shape)];
        const [there, back] = [distancesBetween(one, two, spacing), distancesBetween(two, one, spacing)];
        const sum = [...there, ...back].reduce((total, value) => total + value, 0);
        expect(found.HD95).toBeCloseTo(Math.max(percentile(there, 0.95), percentile(back, 0.95)), 9);
        expect(found.ASSD).toBeCloseTo(sum / (there.length + back.length), 9);
        const marked = truth.filter((value) => value === 1).length;
        expect(found.truthMl).toBeCloseTo((marked * spacing[0] * spacing[1] * spacing[2]) / 1000, 9);
        const rows = (side: string) => found.lesions.filter((lesion) => lesion.side === side);
        expect(rows('truth').map(({ voxels }) => voxels)).toEqual(partSizes(truth, shape));
        expect(rows('prediction').map(({ voxels }) => voxels)).toEqual(partSizes(prediction, shape));
        const both = truth.map((value, voxel) => value & prediction[voxel]);
        const overlap = rows('truth').reduce((total, lesion) => total + lesion.overlap * lesion.voxels, 0);
        expect(overlap).toBeCloseTo(
          both.reduce((total, value) => total + value, 0),
          6,
        );
        expect(found.foundLesions + found.missedLesions).toBe(found.truthLesions);
      },
    ),
    { numRuns: 150 },
  );
});

it('a lesion counts as found by one shared voxel, or from the asked intersection over union', () => {
  const shape = [1, 1, 12] as const;
  const truth = Uint8Array.from([1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0]);
  const prediction = Uint8Array.from([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0]);
  const masks = { prediction, truth, shape };
  expect(volumeFigures(masks, 'any')).toMatchObject({
    truthLesions: 3,
    foundLesions: 2,
    missedLesions: 1,
    falseLesions: 0,
  });
  expect(volumeFigures(masks, { iou: 0.5 })).toMatchObject({
    foundLesions: 1,
    missedLesions: 2,
    falseLesions: 1,
  });
  expect(
    volumeFigures(masks, 'any').lesions.map(({ side, result, overlap, IoU }) => [side, result, overlap, IoU]),
  ).toEqual([
    ['truth', 'found', 0.25, 0.25],
    ['truth', 'found', 1, 1],
    ['truth', 'missed', 0, 0],
    ['prediction', 'right', 1, 0.25],
    ['prediction', 'right', 1, 1],
  ]);
});

it('an empty side has no distances, and voxels without a size no volume', () => {
  const none = new Uint8Array(8);
  const some = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
  expect(volumeFigures({ prediction: none, truth: some, shape: [2, 2, 2] }, 'any')).toMatchObject({
    HD95: undefined,
    ASSD: undefined,
    truthMl: undefined,
    truthVoxels: 1,
    missedLesions: 1,
  });
});
