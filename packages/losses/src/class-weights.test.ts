import { describe, expect, it } from 'vitest';
import { effectiveNumber } from './effective-number.js';
import { LossError } from './errors.js';
import { inverseFrequency } from './inverse-frequency.js';
import { inverseLogFrequency } from './inverse-log-frequency.js';

const COUNTS = [2_300_000, 90_000, 10];

describe('inverseLogFrequency', () => {
  it('is 1 / ln(1.10 + share)', () => {
    const total = 2_390_010;
    const expected = COUNTS.map((count) => 1 / Math.log(1.1 + count / total));
    for (const [c, weight] of inverseLogFrequency(COUNTS).entries())
      expect(weight).toBeCloseTo(expected[c], 12);
    expect(inverseLogFrequency([1, 0])[1]).toBeCloseTo(1 / Math.log(1.1), 12);
    expect(inverseLogFrequency([1, 1], { offset: 1.02 })[0]).toBeCloseTo(1 / Math.log(1.52), 12);
  });

  it.each([1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses the offset %f', (offset) => {
    expect(() => inverseLogFrequency([1, 1], { offset })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('inverseFrequency', () => {
  it('gives the pixels of every class the same weight together, and the mean weight 1', () => {
    const shares = inverseFrequency(COUNTS).map((weight, c) => weight * COUNTS[c]);
    for (const share of shares) expect(share).toBeCloseTo(2_390_010 / 3, 6);
  });
});

describe('effectiveNumber', () => {
  it('is (1 - beta) / (1 - beta^n), scaled to the number of classes', () => {
    const raw = [10, 1000].map((count) => (1 - 0.99) / (1 - 0.99 ** count));
    const scale = 2 / (raw[0] + raw[1]);
    for (const [c, weight] of effectiveNumber([10, 1000], { beta: 0.99 }).entries()) {
      expect(weight).toBeCloseTo(raw[c] * scale, 12);
    }
  });

  it('is no weighting for beta 0, and nears the inverse frequency as beta nears 1', () => {
    expect(effectiveNumber(COUNTS, { beta: 0 })).toEqual([1, 1, 1]);
    const [a, b] = effectiveNumber(COUNTS, { beta: 1 - 1e-15 });
    expect(b / a).toBeCloseTo(COUNTS[0] / COUNTS[1], 4);
  });

  it.each([-0.1, 1, Number.NaN])('refuses beta %f', (beta) => {
    expect(() => effectiveNumber([1, 1], { beta })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe.each([
  ['inverseLogFrequency', inverseLogFrequency],
  ['inverseFrequency', inverseFrequency],
  ['effectiveNumber', effectiveNumber],
])('%s', (name, weigh) => {
  it.each([[[]], [[0, 0]], [[-1, 2]], [[Number.NaN, 1]], [[Number.POSITIVE_INFINITY, 1]]])(
    'refuses the counts %j',
    (counts) => {
      expect(() => weigh(counts)).toThrow(expect.objectContaining({ name: 'LossError', code: 'weights' }));
    },
  );

  it('says what to do about a class without pixels, if it cannot weigh it', () => {
    if (name === 'inverseLogFrequency') expect(weigh([0, 1])).toHaveLength(2);
    else expect(() => weigh([0, 1])).toThrow(/inverseLogFrequency/);
  });
});

describe('LossError', () => {
  it('is recognized by its brand, also when it comes from another copy of the package', () => {
    const foreign = Object.defineProperty(new Error('x'), Symbol.for('@miniseg/losses.error'), {
      value: true,
    });
    expect(
      [foreign, new LossError('shape', 'x'), new Error('x'), undefined].map(LossError.isInstance),
    ).toEqual([true, true, false, false]);
  });
});
