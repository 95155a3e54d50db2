/** The main claim: the released weights give the published prediction maps. */

import { readCheckpoint } from '@miniseg/checkpoints';
import { decodePng } from '@miniseg/formats';
import { describeOnBackends, readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { modelFromCheckpoint, segment } from './index.js';

interface Folds {
  val: Record<string, string[]>;
  train_stats: Record<string, { mean: number; std: number }>;
}

describeOnBackends(
  `the released weights on the 20 slices of fold 1 (${SHARED_HINT})`,
  () => {
    it.skipIf(!sharedAvailable)(
      'give the published maps, with at most 2 differing pixels in a slice, and leave no tensor behind',
      async () => {
        const folds = JSON.parse(
          new TextDecoder().decode(await readShared('data/ct100/folds.json')),
        ) as Folds;
        const checkpoint = readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth'));
        const { model } = modelFromCheckpoint(checkpoint);
        const before = tf.memory().numTensors;
        const { mean, std } = folds.train_stats.fold1;
        const differing: Record<string, number> = {};
        for (const name of folds.val.fold1) {
          const slice = decodePng(await readShared(`data/ct100/images/tr_im_${name}.png`));
          const { mask } = await segment(model, slice, {
            normalization: { mean, std },
            probabilities: false,
          });
          const published = decodePng(
            await readShared(`data/official/ct100-fold1-segmaps/tr_im_${name}.png`),
          ).data;
          expect(mask.length).toBe(published.length);
          const count = mask.reduce((sum, label, i) => sum + (255 * label === published[i] ? 0 : 1), 0);
          if (count > 0) differing[name] = count;
        }
        console.log(`differing pixels, slice by slice: ${JSON.stringify(differing)}`);
        expect(Math.max(0, ...Object.values(differing))).toBeLessThanOrEqual(2);
        expect(tf.memory().numTensors).toBe(before);
        model.dispose();
      },
      900_000,
    );
  },
  // The JavaScript backend takes minutes and adds nothing here.
  { only: ['wasm', 'webgl'] },
);
