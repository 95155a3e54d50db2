import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binaryMask } from './binary-mask.js';
import { checkGeometry } from './geometry.js';
import { onesMask } from './ones-mask.js';

it('a mask of ones is what the same mask of other values is, pixel by pixel', () => {
  const sides = fc
    .tuple(fc.nat(3), fc.nat(4), fc.nat(3))
    .map(([z, y, x]) => [z + 1, y + 1, 4 * x + 4] as const);
  fc.assert(
    fc.property(sides, fc.infiniteStream(fc.nat(5)), (shape, numbers) => {
      const ones = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () =>
        numbers.next().value === 0 ? 1 : 0,
      );
      const found = onesMask(ones, shape);
      const twos = ones.map((one) => 2 * one);
      // Of twos there is only the slow way.
      expect(onesMask(twos, shape) === undefined || found?.count === 0).toBe(true);
      const { data, count, box } = binaryMask(twos, checkGeometry({ shape }), {}, 'mask');
      expect([found?.data === ones, [...data], found?.count, found?.box]).toEqual([
        true,
        [...ones],
        count,
        box,
      ]);
    }),
    { seed: 7 },
  );
});

it('other values, widths and places in memory are left to others', () => {
  expect(onesMask(Uint8Array.of(0, 1, 255, 0), [1, 1, 4])).toBeUndefined();
  expect(onesMask(Uint8Array.of(0, 1, 1, 0, 0), [1, 1, 5])).toBeUndefined();
  expect(onesMask(new Uint8Array(9).subarray(1), [1, 2, 4])).toBeUndefined();
});

it('a row of more ones than a byte can count', () => {
  expect(onesMask(new Uint8Array(2400).fill(1), [1, 1, 2400])).toMatchObject({
    count: 2400,
    box: { start: [0, 0, 0], end: [1, 1, 2400] },
  });
});
