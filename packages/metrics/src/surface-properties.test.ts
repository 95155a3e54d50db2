import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomPair, randomMasks } from './fixtures/masks.js';
import {
  averageSymmetricSurfaceDistance,
  hausdorff,
  type MaskDistancesOptions,
  maskDistances,
  type Shape,
  surfaceDice,
} from './index.js';

const figures = (a: Uint8Array, b: Uint8Array, options: MaskDistancesOptions) => {
  const distances = maskDistances(a, b, options);
  const region = maskDistances(a, b, { ...options, on: 'region' });
  return [
    hausdorff(distances),
    hausdorff(distances, { percentile: 95 }),
    hausdorff(distances, { percentile: 95, method: 'pooled' }),
    averageSymmetricSurfaceDistance(distances),
    surfaceDice(distances, { tolerance: 1 }),
    hausdorff(region),
    hausdorff(region, { percentile: 80 }),
  ].map(({ value }) => value as number);
};

const expectSame = (actual: number[], expected: number[]) =>
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 10);
  });

/** Moves every pixel of an image to where `place` says. */
function rearrange(
  mask: Uint8Array,
  shape: Shape,
  to: Shape,
  place: (position: number[]) => number[],
): Uint8Array {
  const result = new Uint8Array(to.reduce((product, n) => product * n, 1));
  mask.forEach((value, index) => {
    const position = [...shape]
      .reverse()
      .reduce<{ rest: number; axes: number[] }>(
        ({ rest, axes }, n) => ({ rest: Math.floor(rest / n), axes: [rest % n, ...axes] }),
        { rest: index, axes: [] },
      ).axes;
    result[place(position).reduce((sum, coordinate, axis) => sum * to[axis] + coordinate, 0)] = value;
  });
  return result;
}

describe('surface figures', () => {
  it('do not change when prediction and truth are swapped', () => {
    fc.assert(
      fc.property(randomMasks, ({ a, b, c: _c, ...options }) => {
        expectSame(figures(a, b, options), figures(b, a, options));
      }),
    );
  });

  it('do not change when the image is flipped', () => {
    fc.assert(
      fc.property(randomMasks, fc.nat(2), ({ a, b, shape, spacing }, which) => {
        const axis = which % shape.length;
        const flip = (mask: Uint8Array) =>
          rearrange(mask, shape, shape, (position) => position.with(axis, shape[axis] - 1 - position[axis]));
        const options = { shape, spacing };
        expectSame(figures(flip(a), flip(b), options), figures(a, b, options));
      }),
    );
  });

  it('do not change when axes and spacing are permuted together', () => {
    fc.assert(
      fc.property(randomMasks, fc.nat(2), ({ a, b, shape, spacing }, by) => {
        const rotate = <Item>(items: readonly Item[]) => items.map((_, i) => items[(i + by) % items.length]);
        const to = rotate(shape) as unknown as Shape;
        const turn = (mask: Uint8Array) => rearrange(mask, shape, to, rotate);
        const turned = { shape: to, spacing: spacing && rotate(spacing) };
        expectSame(figures(turn(a), turn(b), turned), figures(a, b, { shape, spacing }));
      }),
    );
  });

  it('do not change when both masks move', () => {
    fc.assert(
      fc.property(
        randomMasks,
        fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
        ({ a, b, shape, spacing }, move) => {
          // In an image with room on all sides, so that no border cuts in.
          const room = shape.map((n) => n + 5) as unknown as Shape;
          const at = (mask: Uint8Array, by: number[]) =>
            rearrange(mask, shape, room, (position) =>
              position.map((coordinate, axis) => coordinate + 1 + by[axis]),
            );
          const options = { shape: room, spacing };
          expectSame(
            figures(at(a, move), at(b, move), options),
            figures(at(a, [0, 0, 0]), at(b, [0, 0, 0]), options),
          );
        },
      ),
    );
  });

  it('scale with the spacing', () => {
    fc.assert(
      fc.property(randomMasks, ({ a, b, shape }) => {
        const double = { shape, spacing: shape.map(() => 2) };
        const [px, mm] = [{ shape }, double].map(
          (options) => hausdorff(maskDistances(a, b, options)).value as number,
        );
        expect(mm).toBeCloseTo(2 * px, 10);
      }),
    );
  });
});

describe('the Hausdorff distance', () => {
  const distance = (a: Uint8Array, b: Uint8Array, { shape, spacing }: RandomPair, on?: 'region') =>
    hausdorff(maskDistances(a, b, { shape, spacing, on })).value as number;

  it('obeys the triangle inequality, and is 0 only between equal regions', () => {
    fc.assert(
      fc.property(randomMasks, (masks) => {
        const { a, b, c } = masks;
        for (const on of [undefined, 'region'] as const) {
          const sides = [distance(a, c, masks, on), distance(a, b, masks, on), distance(b, c, masks, on)];
          expect(sides[0]).toBeLessThanOrEqual(sides[1] + sides[2] + 1e-9);
        }
        expect(distance(a, a, masks)).toBe(0);
        expect(distance(a, b, masks, 'region') === 0).toBe(String(a) === String(b));
      }),
    );
  });

  it('is percentile 100 by either method, and no percentile is larger', () => {
    fc.assert(
      fc.property(randomMasks, fc.integer({ min: 0, max: 99 }), ({ a, b, c: _c, ...options }, percentile) => {
        const distances = maskDistances(a, b, options);
        const largest = hausdorff(distances).value as number;
        for (const method of ['pooled', 'directed'] as const) {
          expect(hausdorff(distances, { percentile: 100, method }).value).toBe(largest);
          expect(hausdorff(distances, { percentile: 100 - 1e-9, method }).value).toBeCloseTo(largest, 6);
          expect(hausdorff(distances, { percentile, method }).value).toBeLessThanOrEqual(largest);
        }
      }),
    );
  });
});
