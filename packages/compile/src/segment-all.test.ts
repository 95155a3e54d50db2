import { miniSeg } from '@miniseg/model';
import { describeOnBackends } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { compile, type Predictor, type SlicePredictor, segmentAll } from './index.js';

const normalization = { mean: 0.4, std: 0.2 };
const slice = (seed: number, width = 40, height = 33) => ({
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7919 + seed * 104729) % 256),
  width,
  height,
});

describeOnBackends(
  'segmentAll',
  () => {
    it.each([{ threads: 1 }, { workers: 1 }, { workers: 2 }])(
      'with %o gives the masks of single slices, byte for byte',
      async (options) => {
        const model = miniSeg({ preset: 'aaai', seed: 3 });
        const single = await compile(model, { target: 'wasm', threads: 1 });
        const predictor = await compile(model, { target: 'wasm', ...options });
        expect(predictor.workers).toBe(options.workers);
        const slices = [...Array.from({ length: 7 }, (_, i) => slice(i)), slice(8, 20, 24)];
        let count = 0;
        for await (const result of segmentAll(predictor, slices, { normalization })) {
          const value = await single.segment(slices[count++], { normalization });
          expect(result).toEqual({ status: 'fulfilled', value });
        }
        expect(count).toBe(slices.length);
        const seen: number[] = [];
        const all = await predictor.segment(slices, {
          normalization,
          onProgress: ({ done }) => seen.push(done),
        });
        expect(all).toEqual(await single.segment(slices, { normalization }));
        expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        predictor.dispose();
        single.dispose();
        model.dispose();
      },
    );

    it('reports a slice that fails in its place, and takes no more of the source than it needs', async () => {
      let taken = 0;
      const predictor: SlicePredictor = {
        segment: (async ({ width }: { width: number }) => {
          if (width === 3) throw new Error('too narrow');
          return { width };
        }) as unknown as Predictor['segment'],
      };
      async function* endless() {
        for (;;) yield slice(0, ++taken, 4);
      }
      const seen: unknown[] = [];
      for await (const result of segmentAll(predictor, endless())) {
        seen.push(result.status === 'fulfilled' ? result.value.width : String(result.reason));
        if (seen.length === 4) break;
      }
      expect(seen).toEqual([1, 2, 'Error: too narrow', 4]);
      expect(taken).toBeLessThanOrEqual(6);
    });
  },
  { only: ['cpu', 'webgl'] },
);

describeOnBackends(
  'compile refuses',
  () => {
    it('workers and threads at once, and no workers', async () => {
      const model = miniSeg({ preset: 'aaai', seed: 3 });
      await expect(compile(model, { target: 'wasm', workers: 2, threads: 2 })).rejects.toThrow(
        /choose workers/,
      );
      await expect(compile(model, { target: 'wasm', workers: 0 })).rejects.toThrow(/workers is 0/);
      model.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);
