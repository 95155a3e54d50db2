import { describe, expect, it } from 'vitest';
import { chain, constant, cosine, poly, schedule, stepDecay, TrainError, warmup } from '../index.js';

describe('a schedule', () => {
  it('poly falls as (1 - step / total)^power, to 0 and not below', () => {
    const rates = [0, 50, 99, 100, 120].map((step) => poly({ rate: 1e-3 })(step, 100));
    expect(rates[0]).toBe(1e-3);
    expect(rates[1]).toBeCloseTo(1e-3 * 0.5 ** 0.9, 12);
    expect(rates[2]).toBeGreaterThan(0);
    expect(rates.slice(3)).toEqual([0, 0]);
  });

  it('stepDecay falls at shares of the run, or every so many updates', () => {
    const atShares = stepDecay({ rate: 1, factor: 0.1, milestones: [0.5, 0.75] });
    expect([49, 50, 74, 75].map((step) => atShares(step, 100))).toEqual([1, 0.1, 0.1, expect.closeTo(0.01)]);
    const every = stepDecay({ rate: 1, factor: 0.5, every: 10 });
    expect([9, 10, 25].map((step) => every(step, 100))).toEqual([1, 0.5, 0.25]);
  });

  it('cosine is half way down in the middle', () => {
    const rate = cosine({ rate: 1e-3, floor: 1e-4 });
    expect(rate(0, 100)).toBeCloseTo(1e-3, 12);
    expect(rate(50, 100)).toBeCloseTo(5.5e-4, 12);
    expect(rate(100, 100)).toBeCloseTo(1e-4, 12);
  });

  it('warmup ramps up another schedule without delaying it', () => {
    const rate = warmup(poly({ rate: 1 }), { steps: 10, from: 0.2 });
    expect(rate(0, 100)).toBeCloseTo(0.2);
    expect(rate(5, 100)).toBeCloseTo(0.6 * poly({ rate: 1 })(5, 100));
    expect(rate(10, 100)).toBe(poly({ rate: 1 })(10, 100));
  });

  it('chain gives each part its own count and total', () => {
    const seen: number[][] = [];
    const part = schedule('mine', (step, total) => {
      seen.push([step, total]);
      return 1;
    });
    const rate = chain([
      [constant(0.5), 0.3],
      [part, 0.7],
    ]);
    expect(rate(29, 100)).toBe(0.5);
    expect([rate(30, 100), rate(99, 100)]).toEqual([1, 1]);
    expect(seen).toEqual([
      [0, 70],
      [69, 70],
    ]);
  });

  it('describes itself, with the schedules inside it', () => {
    expect(warmup(poly(), { steps: 5 }).config).toEqual({
      name: 'warmup',
      steps: 5,
      from: 0,
      after: { name: 'poly', rate: 1e-3, power: 0.9 },
    });
    expect(chain([[(step) => step, 1]]).config).toEqual({ name: 'chain', parts: [['custom', 1]] });
  });

  it.each([
    ['a negative rate', () => poly({ rate: -1 }), /rate.*-1.*0 or more/],
    ['a rate that is no number', () => constant(Number.NaN), /NaN/],
    ['no warm-up steps', () => warmup(poly(), { steps: 0 }), /steps.*0.*whole number/],
    ['both kinds of steps', () => stepDecay({ every: 5, milestones: [0.5] }), /either/],
    ['milestones out of order', () => stepDecay({ milestones: [0.5, 0.4] }), /ascending/],
    ['shares that do not add up', () => chain([[poly(), 0.5]]), /add up to 1/],
  ])('refuses %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(TrainError);
  });
});
