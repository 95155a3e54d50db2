import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKeys, Random } from './random.js';

describe('Random', () => {
  it('goes on from a saved state as if never interrupted', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, steps) => {
        const random = Random.from(seed);
        for (let i = 0; i < steps; i++) random.bits();
        const other = Random.restore(JSON.parse(JSON.stringify(random.state)));
        expect([other.uniform(), other.int(0, 99), other.normal()]).toEqual([
          random.uniform(),
          random.int(0, 99),
          random.normal(),
        ]);
      }),
    );
  });

  it('keeps keys apart: order, splitting and kind matter', () => {
    const hashes = [
      hashKeys(1, 2),
      hashKeys(2, 1),
      hashKeys('ab', 'c'),
      hashKeys('a', 'bc'),
      hashKeys('1', 2),
      hashKeys(2 ** 40),
      hashKeys(0),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('is roughly uniform and roughly normal', () => {
    const random = Random.from(5, 'moments');
    const normals = Array.from({ length: 5000 }, () => random.normal());
    const mean = normals.reduce((a, b) => a + b, 0) / 5000;
    expect(mean).toBeCloseTo(0, 1);
    expect(normals.reduce((a, b) => a + (b - mean) ** 2, 0) / 5000).toBeCloseTo(1, 1);
    const counts = new Array(4).fill(0);
    for (let i = 0; i < 4000; i++) counts[random.int(0, 3)]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('shuffles into a permutation and leaves its input alone', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        const before = [...values];
        const shuffled = Random.from(seed).shuffle(values);
        expect(values).toEqual(before);
        expect(shuffled.sort()).toEqual(before.sort());
      }),
    );
  });
});
