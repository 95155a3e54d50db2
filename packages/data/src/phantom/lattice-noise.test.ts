import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatticeNoise } from './lattice-noise.js';

describe('LatticeNoise', () => {
  it('gives a plane the same values as single points', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 2, max: 60, noNaN: true }), (seed, wavelength) => {
        const noise = new LatticeNoise(seed, wavelength);
        const grid = { size: 9, spacing: 7.3, left: -31, top: -12 };
        const plane = noise.plane(grid, 5.5);
        for (let i = 0; i < 81; i++) {
          const point = noise.at(grid.left + (i % 9) * 7.3, grid.top + Math.floor(i / 9) * 7.3, 5.5);
          expect(plane[i]).toBeCloseTo(point, 5);
          expect(Math.abs(point)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('is continuous: a thousandth of a wavelength changes little', () => {
    const noise = new LatticeNoise(3, 10);
    for (let x = -30; x < 30; x += 0.37) {
      expect(Math.abs(noise.at(x, 4, 9) - noise.at(x + 0.01, 4, 9))).toBeLessThan(0.01);
    }
  });
});
