import fc from 'fast-check';
import { expect, it } from 'vitest';
import { takePart, thinnedPart, visiblePart } from './visible-part.js';

const side = fc.integer({ min: 1, max: 40_000 });
const size = fc.record({ width: side, height: side });
const canvas = fc.record({
  width: fc.integer({ min: 1, max: 4000 }),
  height: fc.integer({ min: 1, max: 4000 }),
});
const number = fc.double({ min: -5000, max: 5000, noNaN: true });
const length = fc.double({ min: 1, max: 1e5, noNaN: true });

it('is never larger than a canvas may be, lies in the slice, and covers all of it that can be seen', () => {
  fc.assert(
    fc.property(size, canvas, number, number, length, length, (slice, screen, left, top, width, height) => {
      const part = visiblePart(slice, screen, { left, top, width, height });
      // Where a side is cut to whole steps it may be one longer.
      expect((part.width - 1) * (part.height - 1)).toBeLessThanOrEqual(2 ** 22 + 2);
      expect(Math.max(part.width, part.height)).toBeLessThanOrEqual(8193);
      expect(part.left + (part.width - 1) * part.step).toBeLessThan(slice.width);
      expect(part.top + (part.height - 1) * part.step).toBeLessThan(slice.height);
      const onScreen = (pixel: number) => left + ((pixel + 0.5) / slice.width) * width;
      for (const pixel of [0, slice.width >> 1, slice.width - 1]) {
        if (onScreen(pixel) < 0 || onScreen(pixel) > screen.width) continue;
        expect(pixel).toBeGreaterThanOrEqual(part.left);
        expect(pixel).toBeLessThan(part.left + part.width * part.step);
      }
    }),
  );
});

it('a small slice is drawn whole, and a large one in full detail where it is enlarged', () => {
  const screen = { width: 1000, height: 800 };
  const whole = { left: 0, top: 0, width: 512, height: 512, step: 1 };
  expect(
    visiblePart({ width: 512, height: 512 }, screen, { left: -900, top: 0, width: 2000, height: 2000 }),
  ).toEqual(whole);
  const large = { width: 8000, height: 8000 };
  expect(visiblePart(large, screen, { left: 0, top: 0, width: 800, height: 800 })).toEqual({
    ...{ left: 0, top: 0, width: 2000, height: 2000, step: 4 },
  });
  expect(visiblePart(large, screen, { left: -4000, top: -4000, width: 8000, height: 8000 })).toEqual({
    ...{ left: 4000, top: 4000, width: 1000, height: 800, step: 1 },
  });
});

it('takes every so many rows and columns', () => {
  const values = Uint8Array.from({ length: 35 }, (_, index) => index);
  const part = thinnedPart({ width: 7, height: 5 }, 4);
  expect(part).toEqual({ left: 0, top: 0, width: 4, height: 3, step: 2 });
  expect(takePart(values, 7, part)).toEqual(Uint8Array.of(0, 2, 4, 6, 14, 16, 18, 20, 28, 30, 32, 34));
});
