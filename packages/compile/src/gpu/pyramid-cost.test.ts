import type { PyramidNode } from '@miniseg/engine';
import { describe, expect, it } from 'vitest';
import { branchesOf, costOfOne, costOfTwo } from './pyramid-cost.js';

const pyramid = (width: number, channels: number): PyramidNode => ({
  op: 'pyramid',
  input: 0,
  strides: 1,
  width,
  channels,
  hierarchical: true,
  branches: [1, 2, 4, 8].map((dilation) => ({ dilation, filter: new Float32Array(9 * width) })),
  fuse: new Float32Array(width * channels),
});

describe('a pyramid', () => {
  it('mixes branches in a texel where their outputs do not fill texels', () => {
    expect([0, 1, 5].map((group) => branchesOf(pyramid(6, 24), group))).toEqual([
      [0, 0],
      [0, 1],
      [3, 3],
    ]);
  });

  it('is cheaper in one draw where it is narrow, and in two where it is wide', () => {
    expect(costOfOne(pyramid(4, 16))).toBeLessThan(costOfTwo(pyramid(4, 16)));
    expect(costOfOne(pyramid(64, 256))).toBeGreaterThan(costOfTwo(pyramid(64, 256)));
  });
});
