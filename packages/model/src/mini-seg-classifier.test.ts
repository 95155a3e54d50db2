import { readCheckpoint } from '@miniseg/checkpoints';
import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { randomizeWeights } from '../test/randomize-weights.js';
import {
  countParameters,
  exportEncoder,
  exportSafetensors,
  importEncoder,
  miniSeg,
  miniSegClassifier,
} from './index.js';

const SMALL = { filters: [4, 8], blocks: [1, 1], branches: 2 };

describeOnBackends(
  'the classifier and its encoder',
  () => {
    it.each(['aaai', 'paper'] as const)(
      '%s gives a logit for each kind of picture, of any size',
      (preset) => {
        const model = miniSegClassifier({ preset, classes: 10, seed: 0, ...SMALL });
        for (const [height, width] of [
          [32, 48],
          [33, 17],
        ]) {
          const shape = tf.tidy(() => (model.predict(tf.ones([2, height, width, 3])) as tf.Tensor).shape);
          expect(shape).toEqual([2, 1, 1, 10]);
        }
        // The dense layer is all that the encoder lacks.
        const own = model.layers.filter(({ name }) => name !== 'names');
        const encoder = own
          .flatMap((layer) => layer.weights)
          .reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0);
        const running = model.nonTrainableWeights.reduce(
          (sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
          0,
        );
        expect(countParameters(model)).toBe(encoder - running + 8 * 10 + 10);
        model.dispose();
      },
    );

    it('takes an encoder from either kind of weights, bit for bit, and says what was left', async () => {
      const classifier = miniSegClassifier({ preset: 'aaai', classes: 5, ...SMALL });
      randomizeWeights(classifier, 3);
      const alone = readCheckpoint(await exportEncoder(classifier));
      const model = miniSeg({ preset: 'aaai', seed: 1, ...SMALL });
      const before = readCheckpoint(await exportSafetensors(model));
      const { taken, left, fresh } = importEncoder(model, alone);
      const after = readCheckpoint(await exportSafetensors(model));
      expect(left).toEqual([]);
      expect(new Set(taken)).toEqual(
        new Set([...alone.tensors.keys()].filter((key) => !/tracked$/.test(key))),
      );
      for (const key of taken) expect(after.tensors.get(key)?.bytes).toEqual(alone.tensors.get(key)?.bytes);
      for (const key of fresh) expect(after.tensors.get(key)?.bytes).toEqual(before.tensors.get(key)?.bytes);
      expect(taken.length + fresh.length).toBe(
        [...after.tensors.keys()].filter((key) => !/tracked$/.test(key)).length,
      );
      // Weights of a whole network give their encoder, and nothing else.
      const other = miniSeg({ preset: 'aaai', seed: 2, ...SMALL });
      const whole = importEncoder(other, after);
      expect([whole.taken, [...whole.left].sort()]).toEqual([taken, [...fresh].sort()]);
      for (const each of [classifier, model, other]) each.dispose();
    });

    it('refuses an encoder of another shape or preset, and changes nothing', async () => {
      const model = miniSeg({ preset: 'aaai', seed: 1, ...SMALL });
      const before = await exportSafetensors(model);
      for (const options of [{ filters: [4, 12] }, { preset: 'paper' as const }]) {
        const other = miniSegClassifier({ preset: 'aaai', classes: 5, ...SMALL, ...options });
        const file = readCheckpoint(await exportEncoder(other));
        expect(() => importEncoder(model, file)).toThrow(/encoder does not fit: .*same encoder/);
        other.dispose();
      }
      expect(await exportSafetensors(model)).toEqual(before);
      expect(() => miniSegClassifier({ deepSupervision: false } as never)).toThrow(
        /deepSupervision .*no effect/,
      );
      model.dispose();
    });
  },
  { only: ['cpu'] },
);
