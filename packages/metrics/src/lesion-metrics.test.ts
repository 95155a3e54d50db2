import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, randomMasks } from './fixtures/masks.js';
import { type LesionCriterion, lesionMetrics } from './index.js';

const truth = draw(['####....#', '####....#', '.........', '##.......']);
const prediction = draw(['##......#', '##....#..', '.........', '.......##']);
const { shape } = truth;

describe('lesion metrics', () => {
  it('count what was found, missed and made up', () => {
    expect(lesionMetrics(prediction.data, truth.data, { shape })).toMatchObject({
      truthCount: 3,
      detected: 2,
      detectionRate: 2 / 3,
      predictionCount: 4,
      correct: 2,
      precision: 0.5,
      falsePositives: 2,
      countError: 1,
      truthSize: 12,
      predictionSize: 8,
      sizeError: -4,
      relativeSizeError: -1 / 3,
      unit: 'px',
      truthLesions: [
        { component: 1, size: 8, overlap: 4, iou: 0.5, matched: true },
        { component: 2, size: 2, overlap: 1, iou: 0.5, matched: true },
        { component: 3, size: 2, overlap: 0, iou: 0, matched: false },
      ],
    });
  });

  it('apply the overlap criterion to both sides', () => {
    const rate = (criterion: LesionCriterion) => {
      const { detected, correct } = lesionMetrics(prediction.data, truth.data, { shape, criterion });
      return [detected, correct];
    };
    expect(rate('any')).toEqual([2, 2]);
    expect(rate({ coverage: 0.5 })).toEqual([2, 2]);
    // Half of each true lesion is covered; the predicted ones lie wholly in the truth.
    expect(rate({ coverage: 0.6 })).toEqual([0, 2]);
    expect(rate({ iou: 0.5 })).toEqual([2, 2]);
    expect(rate({ iou: 0.51 })).toEqual([0, 0]);
  });

  it('detect a lesion by several predicted parts together, but its IoU is of the best one', () => {
    const parts = draw(['#.#']);
    const whole = draw(['###']);
    const [lesion] = lesionMetrics(parts.data, whole.data, { shape: [1, 3] }).truthLesions;
    expect(lesion).toEqual({ component: 1, size: 3, overlap: 2, iou: 1 / 3, matched: true });
  });

  it('measure areas in mm² and volumes in mm³ when a spacing is given', () => {
    const area = lesionMetrics(prediction.data, truth.data, { shape, spacing: [0.5, 0.5] });
    expect(area).toMatchObject({ truthSize: 3, predictionSize: 2, sizeError: -1, unit: 'mm²' });
    const volume = lesionMetrics([1, 1], [1, 0], { shape: [1, 1, 2], spacing: [5, 1, 2] });
    expect(volume).toMatchObject({ truthSize: 10, sizeError: 10, relativeSizeError: 1, unit: 'mm³' });
  });

  it('leave rates without a denominator undefined', () => {
    const none = new Uint8Array(truth.data.length);
    expect(lesionMetrics(none, none, { shape })).toMatchObject({
      detectionRate: undefined,
      precision: undefined,
      relativeSizeError: undefined,
      countError: 0,
    });
    expect(lesionMetrics(prediction.data, none, { shape })).toMatchObject({
      detectionRate: undefined,
      precision: 0,
    });
    expect(lesionMetrics(none, truth.data, { shape })).toMatchObject({
      detectionRate: 0,
      relativeSizeError: -1,
    });
  });

  it('mirror each other when prediction and truth are swapped', () => {
    fc.assert(
      fc.property(randomMasks, ({ a, b, c: _c, ...options }) => {
        const [one, other] = [lesionMetrics(a, b, options), lesionMetrics(b, a, options)];
        expect(one.truthLesions).toEqual(other.predictedLesions);
        expect(one.detectionRate).toBe(other.precision);
        expect(one.countError + other.countError).toBe(0);
        const overlap = (lesions: typeof one.truthLesions) =>
          lesions.reduce((sum, lesion) => sum + lesion.overlap, 0);
        expect(overlap(one.truthLesions)).toBeCloseTo(overlap(one.predictedLesions), 10);
      }),
    );
  });

  it('refuse a criterion that does not exist', () => {
    for (const criterion of [{ iou: 0 }, { coverage: 1.5 }, { dice: 0.5 }, 'some', {}]) {
      expect(() =>
        lesionMetrics([1], [1], { shape: [1, 1], criterion: criterion as LesionCriterion }),
      ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    }
  });
});
