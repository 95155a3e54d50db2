import { describeOnBackends } from '@miniseg/testkit';
import { matMul, ones, reshape, tensor, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import './index.js';

describeOnBackends(
  'products after the import',
  () => {
    it('take a right factor in the shape that it has', () => {
      const b = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
      const times = (rows: number, columns: number) =>
        tidy(() => [...matMul(ones([1, rows]), reshape(b, [rows, columns])).dataSync()]);
      expect(times(2, 3)).toEqual([5, 7, 9]);
      expect(times(3, 2)).toEqual([9, 12]);
      expect(times(6, 1)).toEqual([21]);
      b.dispose();
    });
  },
  { only: ['wasm'] },
);
