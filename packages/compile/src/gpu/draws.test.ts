import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { lowerModel } from '../lower/lower-model.js';
import { planDraws } from './draws.js';

const ONE = (length: number) => new Float32Array(length);

describeOnBackends(
  'the draws of a program',
  () => {
    it.each([
      ['aaai', 90],
      ['paper', 82],
    ] as const)('%s takes %i, besides the image and the mask', async (preset, count) => {
      const model = miniSeg({ preset, seed: 1 });
      const { draws, head } = planDraws(await lowerModel(model));
      expect(draws.length).toBe(count);
      expect(draws.filter(({ op }) => op === 'add')).toEqual([]);
      expect(head?.channels).toBe(2);
      model.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);

describeOnBackends(
  'a plan',
  () => {
    const conv = (inputs: number[], channels: number) => ({
      op: 'conv' as const,
      inputs,
      size: 1,
      strides: 1 as const,
      channels,
      filter: ONE(4 * channels * inputs.length),
    });

    it('lets convolutions add, and runs those of one sum together', () => {
      const { draws } = planDraws({
        nodes: [
          { op: 'input', channels: 4 },
          { ...conv([0], 4), slopes: ONE(4) },
          { ...conv([0], 4), slopes: ONE(4) },
          { op: 'add', inputs: [1, 2], channels: 4 },
          conv([3], 6),
          conv([3], 4),
          { ...conv([4], 4), filter: ONE(24), after: 5, slopes: ONE(4) },
          { ...conv([6], 2), slopes: ONE(2) },
        ],
        output: 7,
      });
      expect(draws.map(({ op }) => op)).toEqual(['conv', 'conv', 'conv', 'conv', 'conv']);
      expect(draws[2]).toMatchObject({
        groups: 3,
        inputs: [
          [
            { store: 1, offset: 0 },
            { store: 2, offset: 0 },
          ],
        ],
      });
      expect(draws[3]).toMatchObject({
        inputs: [[{ store: 3, offset: 0 }]],
        after: [{ store: 3, offset: 2 }],
      });
    });

    it('computes a sum that something else reads too', () => {
      const { draws } = planDraws({
        nodes: [
          { op: 'input', channels: 4 },
          { ...conv([0], 4), slopes: ONE(4) },
          { ...conv([1], 4), slopes: ONE(4) },
          { op: 'add', inputs: [1, 2], channels: 4 },
          {
            op: 'depthwise',
            input: 3,
            strides: 1,
            channels: 4,
            kernels: [{ size: 1, dilation: 1, filter: ONE(4) }],
          },
          conv([4], 2),
        ],
        output: 5,
      });
      expect(draws.map(({ op }) => op)).toEqual(['conv', 'conv', 'add', 'depthwise']);
    });
  },
  { only: ['cpu', 'webgl'] },
);
