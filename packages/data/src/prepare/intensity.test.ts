import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyWindow, clipValues, standardize, windowTo8bit, zScore } from './intensity.js';

describe('applyWindow', () => {
  it('puts the ends of the lung window at 0 and 1 and its center at one half', () => {
    const result = applyWindow(Int16Array.of(-2000, -1350, -600, 150, 3000), 'lung');
    expect([...result]).toEqual([0, 0, 0.5, 1, 1]);
  });

  it('takes any center and width, and gives 8 bits as well', () => {
    expect([...windowTo8bit(Float32Array.of(-160, 40, 240), 'mediastinum')]).toEqual([0, 128, 255]);
    expect([...applyWindow(Int16Array.of(5), { center: 0, width: 20 })]).toEqual([0.75]);
  });

  it('names the windows that exist and refuses a width of zero', () => {
    expect(() => applyWindow(Int16Array.of(1), 'brian' as 'lung')).toThrow(/use lung, mediastinum, bone or/);
    expect(() => applyWindow(Int16Array.of(1), { center: 0, width: 0 })).toThrow(/width 0.*positive/);
  });
});

describe('clipValues, standardize and zScore', () => {
  it('clips both ends and turns NaN into the lower one', () => {
    expect([...clipValues(Float32Array.of(-5, 0.5, 9, Number.NaN), 0, 1)]).toEqual([0, 0.5, 1, 0]);
    expect(() => clipValues(Float32Array.of(1), 2, 1)).toThrow(/low must not exceed high/);
  });

  it('standardizes pixels as the reference does: (x / 255 - mean) / std', () => {
    const [value] = standardize(Uint8Array.of(255), { mean: 0.6, std: 0.2, scale: 1 / 255 });
    expect(value).toBeCloseTo(2, 6);
    expect(() => standardize(Uint8Array.of(1), { mean: 0, std: 0 })).toThrow(/std is 0/);
  });

  it('gives mean 0 and deviation 1, for any data that vary', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1024, max: 3071 }), { minLength: 2, maxLength: 200 }),
        (values) => {
          const scored = zScore(Int16Array.from(values));
          const mean = scored.reduce((a, b) => a + b, 0) / scored.length;
          expect(mean).toBeCloseTo(0, 3);
          const constant = values.every((value) => value === values[0]);
          const square = scored.reduce((a, b) => a + b * b, 0) / scored.length;
          expect(square).toBeCloseTo(constant ? 0 : 1, 3);
        },
      ),
    );
  });

  it('one value that is no number spoils no other', () => {
    const hole = (values: number[]) => Float32Array.from([...values, Number.NaN]);
    expect([...applyWindow(hole([-1350, 150]), 'lung')]).toEqual([0, 1, 0]);
    expect([...standardize(hole([2]), { mean: 1, std: 0.5 })]).toEqual([2, -2]);
    expect([...zScore(hole([1, 3]))]).toEqual([-1, 1, 0]);
    expect([...zScore(Float32Array.of(1, 3, Number.POSITIVE_INFINITY))]).toEqual([-1, 1, 0]);
  });

  it('takes its statistics from the masked values alone', () => {
    const scored = zScore(Int16Array.of(1, 3, 1000), Uint8Array.of(1, 1, 0));
    expect([...scored]).toEqual([-1, 1, 998]);
    expect(() => zScore(Int16Array.of(1), new Uint8Array(2))).toThrow(/1 values and a mask of 2/);
  });
});
