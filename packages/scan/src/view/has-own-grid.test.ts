import { volumeFromArray } from '@miniseg/formats';
import { expect, it } from 'vitest';
import { hasOwnGrid } from './has-own-grid.js';

it('an array says nothing of its voxels, until somebody does', () => {
  const bare = volumeFromArray({ data: new Uint8Array(4), shape: [2, 2] });
  expect(hasOwnGrid(bare)).toBe(false);
  expect(hasOwnGrid({ ...bare, spacing: [1, 1, 0.7] })).toBe(true);
  expect(hasOwnGrid({ ...bare, origin: [0, 0, -120] })).toBe(true);
});
