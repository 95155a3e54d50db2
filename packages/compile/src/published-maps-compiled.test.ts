/** The main claim again, for compiled networks: the released weights give the published prediction maps. */

import { readCheckpoint } from '@miniseg/checkpoints';
import { decodePng } from '@miniseg/formats';
import { modelFromCheckpoint, type Normalization } from '@miniseg/model';
import { describeOnBackends, readShared, SHARED_HINT, sharedAvailable } from '@miniseg/testkit';
import { expect, it } from 'vitest';
import { compile } from './index.js';

interface Folds {
  val: Record<string, string[]>;
  train_stats: Record<string, Normalization>;
}

describeOnBackends(
  `the released weights, compiled, on the 20 slices of fold 1 (${SHARED_HINT})`,
  () => {
    it.skipIf(!sharedAvailable)(
      'give the published maps, with at most 2 differing pixels in a slice',
      async () => {
        const folds = JSON.parse(
          new TextDecoder().decode(await readShared('data/ct100/folds.json')),
        ) as Folds;
        const { model } = modelFromCheckpoint(
          readCheckpoint(await readShared('data/official/miniseg-ct100-fold1.pth')),
        );
        const predictor = await compile(model, { target: 'wasm', threads: 1 });
        model.dispose();
        const { mean, std } = folds.train_stats.fold1;
        const differing: Record<string, number> = {};
        for (const name of folds.val.fold1) {
          const slice = decodePng(await readShared(`data/ct100/images/tr_im_${name}.png`));
          const published = decodePng(
            await readShared(`data/official/ct100-fold1-segmaps/tr_im_${name}.png`),
          ).data;
          const { mask } = await predictor.segment(slice, {
            normalization: { mean, std },
            probabilities: false,
          });
          const count = mask.filter((label, i) => 255 * label !== published[i]).length;
          if (count > 0) differing[name] = count;
        }
        console.log(`differing pixels, slice by slice: ${JSON.stringify(differing)}`);
        expect(Math.max(0, ...Object.values(differing))).toBeLessThanOrEqual(2);
        predictor.dispose();
      },
      300_000,
    );
  },
  // The engine stands beside tfjs: one backend in Node, one in the browser.
  { only: ['cpu', 'webgl'] },
);
