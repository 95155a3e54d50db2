import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from './fixtures/scores.json' with { type: 'json' };
import {
  accuracy,
  balancedAccuracy,
  ConfusionCounts,
  confusion,
  dice,
  fBeta,
  iou,
  kappa,
  mcc,
  precision,
  type Reduction,
  scores,
  sensitivity,
  specificity,
  volumeSimilarity,
  type ZeroDivision,
} from './index.js';

const functions: Record<string, typeof iou> = {
  iou,
  dice,
  sensitivity,
  precision,
  fBeta2: (counts, options) => fBeta(counts, { ...options, beta: 2 }),
};

describe.each(fixture.cases)('scores of $name agree with scikit-learn', (example) => {
  const counts = confusion(example.prediction, example.truth, { classes: example.classes });

  it('in the confusion matrix', () => {
    expect([...counts.matrix]).toEqual(example.matrix);
  });

  it('in every score, reduction and zero division', () => {
    for (const { score, reduction, zeroDivision, value } of example.values) {
      const actual = functions[score](counts, {
        reduction: reduction as Reduction,
        zeroDivision: (zeroDivision === 'nan' ? 'undefined' : zeroDivision) as ZeroDivision,
      });
      const expected = [value].flat();
      const what = `${score} ${reduction} ${zeroDivision}`;
      for (const [i, item] of [actual].flat().entries()) {
        if (expected[i] === null) expect(item, what).toBeUndefined();
        else expect(item, what).toBeCloseTo(expected[i] as number, 12);
      }
    }
  });

  it('in the scores of the whole matrix', () => {
    expect(accuracy(counts)).toBeCloseTo(example.accuracy, 12);
    expect(balancedAccuracy(counts)).toBeCloseTo(example.balancedAccuracy, 12);
    expect(kappa(counts)).toBeCloseTo(example.kappa as number, 12);
    expect(mcc(counts)).toBeCloseTo(example.mcc, 12);
  });
});

const ofMatrix = (...matrix: number[]) => ConfusionCounts.from({ classes: Math.sqrt(matrix.length), matrix });

describe('scores', () => {
  // Rows are truths: TN 50, FP 10, FN 5, TP 35.
  const counts = ofMatrix(50, 10, 5, 35);
  const foreground = { only: [1] };

  it('of two classes follow their formulas', () => {
    expect(iou(counts, foreground)).toBeCloseTo(35 / 50, 14);
    expect(dice(counts, foreground)).toBeCloseTo(70 / 85, 14);
    expect(sensitivity(counts, foreground)).toBeCloseTo(35 / 40, 14);
    expect(specificity(counts, foreground)).toBeCloseTo(50 / 60, 14);
    expect(precision(counts, foreground)).toBeCloseTo(35 / 45, 14);
    expect(volumeSimilarity(counts, foreground)).toBeCloseTo(1 - 5 / 85, 14);
    expect(balancedAccuracy(counts)).toBeCloseTo((35 / 40 + 50 / 60) / 2, 14);
    expect(fBeta(counts, { ...foreground, beta: 0.5 })).toBeCloseTo(
      (1.25 * 35) / (1.25 * 35 + 0.25 * 5 + 10),
      14,
    );
  });

  it('swap specificity and sensitivity when the two classes are swapped', () => {
    expect(specificity(counts, { reduction: 'none' })).toEqual(
      sensitivity(counts, { reduction: 'none' }).reverse(),
    );
  });

  it('tie Dice to IoU and to F1', () => {
    const cell = fc.nat(10_000);
    fc.assert(
      fc.property(cell, cell, cell, fc.integer({ min: 1, max: 10_000 }), (tn, fp, fn, tp) => {
        const any = ofMatrix(tn, fp, fn, tp);
        const j = iou(any, foreground)!;
        const d = dice(any, foreground)!;
        expect(d).toBeCloseTo((2 * j) / (1 + j), 12);
        expect(fBeta(any, foreground)).toBeCloseTo(d, 12);
        const [p, r] = [precision(any, foreground)!, sensitivity(any, foreground)!];
        expect(d).toBeCloseTo((2 * p * r) / (p + r), 12);
      }),
    );
  });

  it('stay within their ranges, and are 1 for a perfect prediction', () => {
    const cell = fc.nat(50);
    const matrices = fc
      .array(cell, { minLength: 9, maxLength: 9 })
      .filter((cells) => cells.some((n) => n > 0));
    fc.assert(
      fc.property(matrices, (cells) => {
        const {
          zeroDivisions: _,
          mcc: correlation = 0,
          kappa: agreement = 0,
          ...ratios
        } = scores(ofMatrix(...cells));
        for (const value of Object.values(ratios))
          if (value !== undefined) expect(value).toBeGreaterThanOrEqual(0);
        for (const value of [...Object.values(ratios), correlation, agreement]) {
          if (value !== undefined) expect(Math.abs(value)).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
    const { zeroDivisions, ...perfect } = scores(ofMatrix(5, 0, 0, 0, 3, 0, 0, 0, 2));
    expect(zeroDivisions).toEqual({});
    for (const value of Object.values(perfect)) expect(value).toBeCloseTo(1, 14);
  });

  it('of classes that do not occur follow the zero-division policy', () => {
    const absent = ofMatrix(8, 0, 0, 0);
    expect(iou(absent, { reduction: 'none' })).toEqual([1, undefined]);
    expect(iou(absent)).toBe(1);
    expect(iou(absent, { zeroDivision: 0 })).toBe(0.5);
    expect(iou(absent, { zeroDivision: 1 })).toBe(1);
    expect(() => iou(absent, { zeroDivision: 'error' })).toThrow(
      expect.objectContaining({
        code: 'zero-division',
        message: expect.stringContaining('IoU of class 1 is 0/0'),
      }),
    );
    expect(() => iou(absent, { zeroDivision: Number.NaN })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(dice(absent, foreground)).toBeUndefined();
  });

  it('of no pixel at all are undefined', () => {
    const { zeroDivisions, ...values } = scores(ofMatrix(0, 0, 0, 0));
    expect(new Set(Object.values(values))).toEqual(new Set([undefined]));
    expect(zeroDivisions.iou).toEqual([0, 1]);
  });

  it('of a constant prediction leave MCC undefined instead of dividing by a rounding error', () => {
    expect(mcc(ofMatrix(7, 0, 3, 0))).toBeUndefined();
    expect(mcc(ofMatrix(7, 0, 3, 0), { zeroDivision: 0 })).toBe(0);
    expect(kappa(ofMatrix(7, 0, 0, 0))).toBeUndefined();
  });

  it('name the classes whose value is 0/0 in any case', () => {
    const { zeroDivisions, iou: values } = scores(ofMatrix(4, 0, 0, 1, 0, 0, 0, 0, 0), {
      zeroDivision: 0,
      reduction: 'none',
      only: [1, 2],
    });
    expect(values).toEqual([0, 0]);
    expect(zeroDivisions).toEqual({
      iou: [2],
      dice: [2],
      sensitivity: [2],
      precision: [1, 2],
      fBeta: [2],
      volumeSimilarity: [2],
    });
  });

  it('refuse options that make no sense', () => {
    expect(() => fBeta(counts, { beta: -1 })).toThrow(/beta is -1/);
    expect(() => iou(counts, { reduction: 'mean' as Reduction })).toThrow(/reduction is mean/);
    expect(() => iou(counts, { only: [2] })).toThrow(/Class 2 does not exist/);
  });
});
