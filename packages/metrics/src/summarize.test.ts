import { describe, expect, it } from 'vitest';
import fixture from './fixtures/statistics.json' with { type: 'json' };
import { bootstrapMean, hausdorff, maskDistances, summarize } from './index.js';
import { quantileOfSorted } from './quantile.js';
import { seededRandom } from './seeded-random.js';

describe('a summary', () => {
  it.each(fixture.cases)('agrees with NumPy on $values', ({ values, mean, sd, quartiles }) => {
    const summary = summarize(values);
    expect(summary.mean).toBeCloseTo(mean, 12);
    if (sd === null) expect(summary.sd).toBeUndefined();
    else expect(summary.sd).toBeCloseTo(sd, 12);
    const { min, q1, median, q3, max } = summary;
    [min, q1, median, q3, max].forEach((value, i) => {
      expect(value).toBeCloseTo(quartiles[i], 12);
    });
  });

  it('says how many cases it rests on and why others are missing or replaced', () => {
    const empty = maskDistances([0, 0], [0, 1], { shape: [1, 2] });
    const far = maskDistances([1, 0], [0, 1], { shape: [1, 2] });
    const summary = summarize([
      hausdorff(empty),
      hausdorff(empty, { empty: 'penalize' }),
      hausdorff(far),
      { value: undefined, unit: 'px' },
    ]);
    expect(summary).toMatchObject({
      used: 2,
      undefined: 2,
      replaced: 1,
      why: { 'prediction-empty': 2, unknown: 1 },
      unit: 'px',
      mean: 1,
    });
  });

  it('of nothing has no statistics', () => {
    expect(summarize([undefined], { bootstrap: {} })).toEqual({
      used: 0,
      undefined: 1,
      replaced: 0,
      why: { unknown: 1 },
      mean: undefined,
      sd: undefined,
      min: undefined,
      q1: undefined,
      median: undefined,
      q3: undefined,
      max: undefined,
    });
  });

  it('never averages NaN, Infinity or two units', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => summarize([1, value])).toThrow(
        expect.objectContaining({
          code: 'not-finite',
          message: expect.stringContaining(`Figure 1 is ${value}`),
        }),
      );
    }
    expect(() =>
      summarize([
        { value: 1, unit: 'px' },
        { value: 1, unit: 'mm' },
      ]),
    ).toThrow(expect.objectContaining({ code: 'mixed-units' }));
  });
});

describe('the bootstrap interval', () => {
  const values = Array.from({ length: 60 }, (_, i) => Math.sin(i * 12.9898) * 2 + 5);

  it('is the same for the same seed and another for another', () => {
    const interval = bootstrapMean(values, { seed: 7 });
    expect(bootstrapMean(values, { seed: 7 })).toEqual(interval);
    expect(bootstrapMean(values, { seed: 8 })?.low).not.toBe(interval?.low);
    expect(summarize(values, { bootstrap: { seed: 7 } }).interval).toEqual(interval);
    expect(interval).toMatchObject({ confidence: 0.95, resamples: 2000, seed: 7 });
  });

  it('comes near the normal approximation', () => {
    const { mean, sd } = summarize(values) as { mean: number; sd: number };
    const { low, high } = bootstrapMean(values, { resamples: 20_000 })!;
    const reach = (1.96 * sd) / Math.sqrt(values.length);
    expect(Math.abs(low - (mean - reach))).toBeLessThan(0.05 * reach);
    expect(Math.abs(high - (mean + reach))).toBeLessThan(0.05 * reach);
  });

  it('of equal values is a point, and of no value does not exist', () => {
    expect(bootstrapMean([2, 2, 2])).toMatchObject({ low: 2, high: 2 });
    expect(bootstrapMean([])).toBeUndefined();
  });

  it('refuses options and values that make no sense', () => {
    expect(() => bootstrapMean([1], { seed: 0.5 })).toThrow(/seed is 0.5/);
    expect(() => bootstrapMean([1], { resamples: 0 })).toThrow(/resamples is 0/);
    expect(() => bootstrapMean([1], { confidence: 1 })).toThrow(/confidence 1/);
    expect(() => bootstrapMean([Number.NaN])).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });
});

describe('the random numbers', () => {
  it('are those of mulberry32, evenly spread', () => {
    const random = seededRandom(1);
    // Computed with 64-bit integers in another language.
    expect([random(), random(), random()].map((x) => x * 2 ** 32)).toEqual([
      2693262067, 11749833, 2265367787,
    ]);
    const counts = new Array(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

describe('a quantile', () => {
  it('interpolates between neighbors, and needs values and p in [0, 1]', () => {
    expect(quantileOfSorted([1, 2, 4], 0.75)).toBe(3);
    expect(quantileOfSorted([5], 0.3)).toBe(5);
    expect(() => quantileOfSorted([], 0.5)).toThrow(/0.5-quantile of 0 values/);
    expect(() => quantileOfSorted([1], 1.1)).toThrow(/1.1-quantile/);
  });
});
