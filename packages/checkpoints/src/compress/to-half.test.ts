import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toFloat32 } from '../to-float32.js';
import { toHalf } from './to-half.js';

function fromHalf(bits: number): number {
  return toFloat32({ dtype: 'F16', shape: [1], bytes: Uint8Array.of(bits & 0xff, bits >> 8) })[0];
}

describe('toHalf', () => {
  it('gives back the bits of all 63,488 finite half-precision numbers and of both infinities', () => {
    for (let bits = 0; bits < 65536; bits++) {
      if ((bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0) continue;
      expect(toHalf(fromHalf(bits))).toBe(bits);
    }
  });

  it('rounds to the nearest half, and halfway to the even one', () => {
    const magnitudes = Array.from({ length: 0x7c00 }, (_, bits) => fromHalf(bits));
    for (let bits = 0; bits + 1 < magnitudes.length; bits++) {
      const [low, high] = [magnitudes[bits], magnitudes[bits + 1]];
      const middle = (low + high) / 2;
      expect(toHalf(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
      expect(toHalf(-(low + (middle - low) / 2))).toBe(0x8000 | bits);
      expect(toHalf(middle + (high - middle) / 2)).toBe(bits + 1);
    }
  });

  it('never errs by more than half the spacing', () => {
    fc.assert(
      fc.property(fc.float({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const spacing = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(value) || 1)) - 10);
        return Math.abs(fromHalf(toHalf(value)) - value) <= spacing / 2;
      }),
      { numRuns: 5000 },
    );
  });

  it('goes to infinity from 65,520 on, and keeps NaN', () => {
    expect([65504, 65519.99, 65520, 1e9, -65520, Number.NEGATIVE_INFINITY].map(toHalf)).toEqual([
      0x7bff, 0x7bff, 0x7c00, 0x7c00, 0xfc00, 0xfc00,
    ]);
    expect(fromHalf(toHalf(Number.NaN))).toBeNaN();
  });
});
