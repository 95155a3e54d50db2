/** Whole programs on the engine against the same programs in plain ops. */
import { Engine } from '@miniseg/engine';
import { miniSeg } from '@miniseg/model';
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../model/test/networks.js';
import { randomizeWeights } from '../../model/test/randomize-weights.js';
import { lowerModel } from './lower/lower-model.js';
import { TfjsExecutor } from './tfjs-executor.js';

describeOnBackends(
  'the engine gives the logits of the program in plain ops',
  () => {
    it.each(NETWORKS)('%s, at several odd sizes', async (_title, options) => {
      const model = miniSeg({ ...options, seed: 1 });
      randomizeWeights(model, 2);
      const program = await lowerModel(model);
      const engine = await Engine.create(program);
      const channels = options.inputChannels ?? 3;
      for (const [height, width] of [
        [33, 46],
        [64, 32],
        [17, 71],
      ]) {
        const x = tf.randomNormal([1, height, width, channels], 0, 1, 'float32', 3) as tf.Tensor4D;
        const logits = engine.logits(x.dataSync() as Float32Array, { height, width });
        await expectClose(logits, tf.reshape(new TfjsExecutor(program).execute(x), [-1]), {
          absolute: 1e-3,
          relative: 1e-4,
        });
        const grey = tf.slice(x, [0, 0, 0, 0], [1, height, width, 1]) as tf.Tensor4D;
        const greyLogits = engine.logits(grey.dataSync() as Float32Array, { height, width });
        await expectClose(
          greyLogits,
          tf.reshape(new TfjsExecutor(program).execute(tf.tile(grey, [1, 1, 1, channels])), [-1]),
          { absolute: 1e-3, relative: 1e-4 },
        );
      }
      engine.dispose();
      expect(() => engine.logits(new Float32Array(32 * 32), { height: 32, width: 32 })).toThrow(/disposed/);
      model.dispose();
    });
  },
  { only: ['wasm', 'webgl'] },
);
