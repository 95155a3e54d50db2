import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../../model/test/networks.js';
import { lowerModel } from '../lower/lower-model.js';
import { wgsl } from '../webgpu/wgsl.js';
import type { Surface } from './device.js';
import { planDraws } from './draws.js';
import { planSteps } from './plan.js';

const surface: Surface<object> = {
  language: wgsl,
  layout: (size, groups) => ({ ...size, groups, columns: 1, images: 1 }),
  define: () => '',
};

describeOnBackends(
  'the plan of a network',
  () => {
    it.each(NETWORKS)(
      'reads few maps at once, and frees each when it was read last: %s',
      async (_, options) => {
        const model = miniSeg({ ...options, seed: 1 });
        const program = await lowerModel(model);
        const weights = (key: object) => key;
        const context = { program, draws: planDraws(program), surface, weights };
        for (const network of [
          { height: 33, width: 46 },
          { height: 48, width: 48 },
        ]) {
          const sizes = { image: { height: 33, width: 46 }, channels: 1, network, images: 1 };
          const alive = new Set<number>();
          for (const { reads, store, frees, weights: table } of planSteps('mask', sizes, context)) {
            expect(reads.every((read) => alive.has(read))).toBe(true);
            // WebGL gives a shader sixteen textures at least; a few are quick.
            expect(reads.length + Number(table !== undefined)).toBeLessThanOrEqual(7);
            if (store !== undefined) alive.add(store);
            for (const read of frees) expect(alive.delete(read)).toBe(true);
          }
          expect(alive.size).toBe(0);
        }
        model.dispose();
      },
    );
  },
  { only: ['cpu'] },
);
