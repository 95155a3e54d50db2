import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { CompileError, compile, segmentVolume } from './index.js';

const normalization = { mean: 0.4, std: 0.2 };
const shape = [5, 24, 32] as const;
const plane = shape[1] * shape[2];
const data = Uint8Array.from({ length: shape[0] * plane }, (_, i) => (i * 7919 + (i >> 9) * 31) % 256);
const refusal = (error: unknown) => CompileError.isInstance(error) && error.code === 'image';

describeOnBackends(
  'segmentVolume',
  () => {
    it.each([{ threads: 1 }, { workers: 2 }])(
      'with %o labels each slice as if it were alone',
      async (options) => {
        const model = miniSeg({ preset: 'aaai', seed: 3 });
        const predictor = await compile(model, { target: 'wasm', ...options });
        const seen: number[] = [];
        const onProgress = ({ done, total }: { done: number; total: number }) => seen.push(done / total);
        const { labels, classes } = await segmentVolume(
          predictor,
          { data, shape },
          { normalization, onProgress },
        );
        expect(classes).toBe(2);
        expect(seen).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
        for (let index = 0; index < shape[0]; index++) {
          const own = { data: data.slice(index * plane, (index + 1) * plane), width: 32, height: 24 };
          const { mask } = await predictor.segment(own, { normalization });
          expect(labels.subarray(index * plane, (index + 1) * plane)).toEqual(mask);
        }
        const asked: number[] = [];
        const slice = async (index: number) => {
          asked.push(index);
          return { data: data.subarray(index * plane, (index + 1) * plane), width: 32, height: 24 };
        };
        expect((await segmentVolume(predictor, { shape, slice }, { normalization })).labels).toEqual(labels);
        expect(asked).toEqual([0, 1, 2, 3, 4]);
        predictor.dispose();
        model.dispose();
      },
    );

    it('refuses volumes whose numbers do not fit, and stops at the first slice that fails', async () => {
      const model = miniSeg({ preset: 'aaai', seed: 3 });
      const predictor = await compile(model, { target: 'wasm', threads: 1 });
      const run = (volume: Parameters<typeof segmentVolume>[1]) =>
        segmentVolume(predictor, volume, { normalization });
      await expect(run({ data, shape: [4, 24, 32] })).rejects.toSatisfy(refusal);
      await expect(run({ data, shape: [0, 24, 32] })).rejects.toSatisfy(refusal);
      const slice = (index: number) => {
        if (index === 2) throw new Error('cut off');
        return { data: data.subarray(0, plane), width: 32, height: 24 };
      };
      await expect(run({ shape, slice })).rejects.toThrow('cut off');
      const other = () => ({ data: data.subarray(0, 400), width: 20, height: 20 });
      await expect(run({ shape, slice: other })).rejects.toSatisfy(refusal);
      predictor.dispose();
      model.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);
