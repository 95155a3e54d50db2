import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { backend, type TensorInfo } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../../model/test/networks.js';
import { lowerModel } from '../lower/lower-model.js';
import { wgsl } from '../webgpu/wgsl.js';
import type { Device, ShaderText } from './device.js';
import { planDraws } from './draws.js';
import { planSteps } from './plan.js';

const never = () => {
  throw new Error('A plan runs nothing.');
};

const device = (): Device<ShaderText, TensorInfo> => ({
  name: 'webgpu',
  backend: backend() as Device<ShaderText, TensorInfo>['backend'],
  language: wgsl,
  layout: (size, groups) => ({ ...size, groups, columns: 1 }),
  upload: never,
  define: () => '',
  tensorOf: never,
  program: (shader) => shader,
  run: never,
  release: never,
  provide: never,
  readMask: never,
  check: never,
  settle: never,
});

describeOnBackends(
  'the plan of a network',
  () => {
    it.each(NETWORKS)(
      'reads few maps at once, and frees each when it was read last: %s',
      async (_, options) => {
        const model = miniSeg({ ...options, seed: 1 });
        const program = await lowerModel(model);
        const weights = (key: object) => key as TensorInfo;
        const context = { program, draws: planDraws(program), device: device(), weights };
        for (const network of [
          { height: 33, width: 46 },
          { height: 48, width: 48 },
        ]) {
          const sizes = { image: { height: 33, width: 46 }, channels: 1, network };
          const alive = new Set<number>();
          for (const { reads, store, frees, weights: table } of planSteps('mask', sizes, context)) {
            expect(reads.every((read) => alive.has(read))).toBe(true);
            // With weights and result no more than the eight buffers of a WebGPU shader.
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
