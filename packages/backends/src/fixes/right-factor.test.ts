import { describeOnBackends } from '@miniseg/testkit';
import {
  dispose,
  fill,
  fused,
  matMul,
  memory,
  ones,
  reshape,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { repairRightFactor } from './right-factor.js';

describeOnBackends(
  'a right factor after the repair',
  (backend) => {
    beforeAll(() => {
      repairRightFactor(backend);
    });

    it('is multiplied in the shape that it has, also by the product with a bias', () => {
      const b = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
      const read = (compute: () => Tensor) => tidy(() => compute().dataSync());
      expect([...read(() => matMul(ones([1, 2]), b))]).toEqual([5, 7, 9]);
      expect([...read(() => matMul(ones([1, 3]), reshape(b, [3, 2])))]).toEqual([9, 12]);
      expect([...read(() => matMul(ones([1, 2]), b))]).toEqual([5, 7, 9]);
      const withBias = () =>
        fused.matMul({ a: ones([1, 3]), b: reshape(b, [3, 2]), bias: tensor([1, 2]), activation: 'relu' });
      expect([...read(withBias)]).toEqual([10, 14]);
      b.dispose();
    });

    it('writes nothing beside its result, and leaves nothing', () => {
      const guards: Tensor[] = [];
      for (let i = 0; i < 20; i++) guards.push(fill([16], 1), fill([36], 1));
      const before = memory().numTensors;
      const c = ones([16, 192]);
      for (let i = 0; i < 3; i++) {
        tidy(() => void matMul(ones([3, 16]), c));
        const y = tidy(() => matMul(ones([6, 512]), reshape(c, [512, 6])).dataSync());
        expect([y.length, ...y]).toEqual([36, ...new Array(36).fill(512)]);
      }
      expect(memory().numTensors).toBe(before + 1);
      for (const guard of guards) expect(guard.dataSync().every((value) => value === 1)).toBe(true);
      dispose([c, ...guards]);
    });

    it('is mended once', () => {
      expect(repairRightFactor(backend)).toBe(false);
    });
  },
  { only: ['wasm'] },
);
