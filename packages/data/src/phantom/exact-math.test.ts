import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arcCosine,
  cosine,
  cubeRoot,
  exponential,
  readProfile,
  sine,
  smoothMin,
  smoothstep,
} from './exact-math.js';

const turns = fc.double({ min: -3, max: 3, noNaN: true });

describe('exact-math', () => {
  it('agrees with Math.cos, Math.sin, Math.acos and Math.cbrt', () => {
    fc.assert(
      fc.property(turns, fc.double({ min: 1e-3, max: 1e5, noNaN: true }), (t, positive) => {
        expect(cosine(t)).toBeCloseTo(Math.cos(2 * Math.PI * t), 6);
        expect(sine(t)).toBeCloseTo(Math.sin(2 * Math.PI * t), 6);
        expect(arcCosine(cosine(t)) * 2 * Math.PI).toBeCloseTo(Math.acos(cosine(t)), 3);
        expect(cubeRoot(positive) / Math.cbrt(positive)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('agrees with Math.exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (x) => {
        expect(exponential(x) / Math.exp(x)).toBeCloseTo(1, 10);
      }),
    );
  });

  it('rounds the crease of a minimum without raising it', () => {
    expect(smoothMin(1, 9, 2)).toBe(1);
    expect(smoothMin(3, 3, 2)).toBe(2.5);
  });

  it('reads a table between and beyond its entries', () => {
    const table = [
      [0, 10],
      [1, 20],
    ] as const;
    expect([-1, 0, 0.5, 1, 2].map((x) => readProfile(table, x))).toEqual([10, 10, 15, 20, 20]);
    expect(smoothstep(0, 2, 1)).toBe(0.5);
  });
});
