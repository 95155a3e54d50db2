import { expect, it } from 'vitest';
import { networkSides } from './network-sides.js';

const uneven = { shape: [1, 100, 512], spacing: [0.7, 5, 0.7] } as const;
const even = { shape: [64, 128, 128], spacing: [5, 2.8, 2.8] } as const;
const sides = ({ shape, spacing }: typeof uneven | typeof even, trained?: number) =>
  networkSides({ shape: [...shape], spacing: [...spacing] }, trained);

it('slices of square pixels are seen as in training, or as they are', () => {
  expect([sides(even, 512), sides(even)]).toEqual([512, undefined]);
});

it('uneven pixels become square, with the longer side as long as in training', () => {
  expect([sides(uneven, 512), sides(uneven)]).toEqual([
    [512, 367],
    [714, 512],
  ]);
});

it('no side is smaller than a network takes', () => {
  expect(networkSides({ shape: [1, 20, 500], spacing: [1, 1, 2] }, 128)).toEqual([16, 128]);
});
