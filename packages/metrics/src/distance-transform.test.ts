import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bruteForceDistances } from './fixtures/brute-force.js';
import { draw, drawFixture, randomMasks } from './fixtures/masks.js';
import fixture from './fixtures/transforms.json' with { type: 'json' };
import { type DistanceTransformOptions, distanceTransform } from './index.js';

describe('the distance transform', () => {
  it.each(fixture.cases)(
    'agrees with SciPy on $name',
    ({ mask, dimensions, spacing, toBackground, toForeground }) => {
      const { data, shape } = drawFixture(mask, dimensions);
      const options = { shape, spacing: spacing ?? undefined, precision: 'float64' } as const;
      for (const [to, expected] of [
        ['background', toBackground],
        ['foreground', toForeground],
      ] as const) {
        const result = distanceTransform(data, { ...options, to });
        expect(result.unit).toBe(spacing ? 'mm' : 'px');
        result.data.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i], 8);
        });
      }
    },
  );

  it('agrees with brute force on any small mask', () => {
    fc.assert(
      fc.property(randomMasks, fc.constantFrom(0, 1), ({ a, shape, spacing }, site) => {
        const to = site === 1 ? 'foreground' : 'background';
        const { data } = distanceTransform(a, { shape, spacing, to, precision: 'float64' });
        bruteForceDistances(a, site, { shape, spacing }).forEach((expected, i) => {
          if (Number.isFinite(expected)) expect(data[i]).toBeCloseTo(expected, 10);
          else expect(data[i]).toBe(expected);
        });
      }),
    );
  });

  it('is exact to the last bit for squared distances in pixels, in float32 too', () => {
    const shape = [130, 170] as const;
    const mask = new Uint8Array(130 * 170);
    const sites = [
      [3, 160],
      [128, 5],
      [60, 61],
    ];
    for (const [y, x] of sites) mask[y * 170 + x] = 1;
    const { data } = distanceTransform(mask, { shape, to: 'foreground', squared: true });
    expect(data).toBeInstanceOf(Float32Array);
    const expected = Float32Array.from(data, (_, i) =>
      Math.min(...sites.map(([y, x]) => (Math.floor(i / 170) - y) ** 2 + ((i % 170) - x) ** 2)),
    );
    expect(data).toEqual(expected);
  });

  it('measures to the background by default, and beyond the border there is none', () => {
    expect([...distanceTransform([0, 1, 1, 1], { shape: [1, 4] }).data]).toEqual([0, 1, 2, 3]);
    const { data, shape } = draw(['####', '####']);
    expect(new Set(distanceTransform(data, { shape }).data)).toEqual(new Set([Number.POSITIVE_INFINITY]));
  });

  it('takes a label of many as foreground', () => {
    const options = { shape: [1, 4], to: 'foreground' } as const;
    expect([...distanceTransform([2, 1, 0, 3], { ...options, label: 1 }).data]).toEqual([1, 0, 1, 2]);
    expect([...distanceTransform([2, 1, 0, 3], { ...options, label: 0 }).data]).toEqual([2, 1, 0, 1]);
    expect([...distanceTransform([255, 0, 0, 255], options).data]).toEqual([0, 1, 1, 0]);
  });

  it('refuses what it cannot measure', () => {
    const run = (mask: number[], options: DistanceTransformOptions) => () => distanceTransform(mask, options);
    expect(run([0, 2, 1], { shape: [1, 3] })).toThrow(expect.objectContaining({ code: 'not-binary' }));
    expect(run([0, Number.NaN], { shape: [1, 2] })).toThrow(expect.objectContaining({ code: 'nan' }));
    expect(run([0, 1], { shape: [1, 3] })).toThrow(/2 pixels, a shape of 1 x 3 has 3/);
    expect(run([0, 1], { shape: [2] as unknown as [number, number] })).toThrow(/shape is \[2\]/);
    expect(run([0, 1], { shape: [1, 2], spacing: [1] })).toThrow(/spacing is \[1\]. It must hold 2/);
    expect(run([0, 1], { shape: [1, 2], spacing: [0, 1] })).toThrow(/positive/);
    expect(run([0, 1], { shape: [1, 2], label: 0.5 })).toThrow(/label is 0.5/);
    expect(run([0, 1], { shape: [1, 2], to: 'x' as 'background' })).toThrow(/to is x/);
    expect(run([0, 1], { shape: [1, 2], precision: 'x' as 'float32' })).toThrow(/precision is x/);
  });
});
