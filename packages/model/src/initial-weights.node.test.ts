/** The weights before training, held against what training left of them in the released network. */
import { describeOnBackends, Golden, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { goldenModel } from '../test/golden-network.js';
import { type MiniSegOptions, miniSeg } from './index.js';

/** Filters of depthwise and grouped convolutions. */
const GROUPED = /\/(spatial|near|far|dilated|attention|fuse)/;

const rootMeanSquare = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
/** In the order of the layers: tfjs makes the names of a second model unique. */
const weightsOf = (model: LayersModel, pattern: RegExp) =>
  model.weights
    .filter(({ name }) => pattern.test(name))
    .map((weight) => weight.read().dataSync() as Float32Array);
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
const fresh = (options: MiniSegOptions = {}) => miniSeg({ preset: 'aaai', seed: 3, ...options });

describeOnBackends(
  'Initial weights',
  () => {
    it.skipIf(!sharedAvailable)(
      `have the size that the released ones still have (${SHARED_HINT})`,
      async () => {
        const trained = goldenModel(await Golden.load('miniseg83k_weights'));
        const ratio = (options: MiniSegOptions, pattern: RegExp) => {
          const initial = weightsOf(fresh(options), pattern).map(rootMeanSquare);
          return median(weightsOf(trained, pattern).map((values, i) => rootMeanSquare(values) / initial[i]));
        };
        expect(ratio({}, GROUPED)).toBeGreaterThan(0.9);
        expect(ratio({}, GROUPED)).toBeLessThan(1.1);
        expect(ratio({}, /\/gamma/)).toBeGreaterThan(0.8);
        expect(ratio({}, /\/gamma/)).toBeLessThan(1.1);
        // PyTorch's later default is out of the question.
        expect(ratio({ initialization: 'kaiming' }, GROUPED)).toBeLessThan(0.5);
        expect(ratio({ initialization: 'kaiming' }, /\/gamma/)).toBeLessThan(0.6);
      },
    );

    it.each([
      ['released', 1 / Math.sqrt(9 * 6), 1 / Math.sqrt(6 * 4)],
      ['kaiming', 1 / 3, 1 / Math.sqrt(6)],
    ] as const)("'%s' fills its ranges", (initialization, dilated, fuse) => {
      const model = fresh({ initialization });
      for (const [pattern, limit] of [
        [/stage2_block\d\/dilated/, dilated],
        [/stage2_block\d\/fuse/, fuse],
        [/stage1_block\d\/kernel/, 1 / Math.sqrt(9 * 8)],
        [/head4\/bias/, 1 / Math.sqrt(64)],
      ] as const) {
        const values = weightsOf(model, pattern).flatMap((weight) => [...weight]);
        expect(values.length).toBeGreaterThan(1);
        const largest = Math.max(...values.map(Math.abs));
        expect(largest, String(pattern)).toBeLessThanOrEqual(limit * (1 + 1e-6));
        if (values.length > 100) expect(largest, String(pattern)).toBeGreaterThan(0.95 * limit);
      }
      const gammas = weightsOf(model, /\/gamma/).flatMap((weight) => [...weight]);
      if (initialization === 'kaiming') {
        expect(new Set(gammas)).toEqual(new Set([1]));
      } else {
        expect(Math.min(...gammas)).toBeGreaterThanOrEqual(0);
        expect(Math.min(...gammas)).toBeLessThan(0.02);
        expect(Math.max(...gammas)).toBeGreaterThan(0.98);
        expect(Math.max(...gammas)).toBeLessThan(1);
      }
    });

    it('are drawn anew for every weight, and the same for the same seed', () => {
      const values = (seed: number) =>
        weightsOf(fresh({ seed }), /kernel|spatial|dilated|gamma|fuse/).map((weight) => weight.join());
      const drawn = values(3);
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(values(3)).toEqual(drawn);
      expect(values(4)).not.toEqual(drawn);
    });

    it('come from a known rule', () => {
      const initialization = 'xavier' as 'kaiming';
      expect(() => fresh({ initialization })).toThrow(
        /initialization is "xavier"; it must be one of released, kaiming/,
      );
    });
  },
  { only: ['cpu'] },
);
