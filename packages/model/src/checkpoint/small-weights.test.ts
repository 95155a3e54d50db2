/** float16 and int8 files: read like any other, and close to the weights that they were made from. */
import { readCheckpoint } from '@miniseg/checkpoints';
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { randomizeWeights } from '../../test/randomize-weights.js';
import {
  exportSafetensors,
  importCheckpoint,
  miniSeg,
  modelFromCheckpoint,
  modelMetadata,
  setModelMetadata,
} from '../index.js';

async function predict(model: LayersModel): Promise<Float32Array> {
  const x = tf.randomUniform([1, 24, 20, 3], -2, 2, 'float32', 1);
  const outputs = [model.predict(x)].flat();
  const values = (await outputs[0].data()).slice() as Float32Array;
  tf.dispose([x, outputs]);
  return values;
}

describeOnBackends('small weights', () => {
  for (const preset of ['paper', 'aaai'] as const) {
    for (const [dtype, absolute] of [
      ['float16', 0.02],
      ['int8', 0.3],
    ] as const) {
      it(`of '${preset}' as ${dtype} give nearly the same logits, and the same options and normalization`, async () => {
        const model = miniSeg({ preset, filters: [4, 8, 12, 16], blocks: [2, 2, 3, 2], seed: 1 });
        randomizeWeights(model, 4);
        setModelMetadata(model, { normalization: { mean: 0.25, std: 0.5 } });
        const file = await exportSafetensors(model, { dtype });
        const { model: copy, report } = modelFromCheckpoint(readCheckpoint(file));
        expect(report.missing).toEqual([]);
        expect(report.unexpected).toEqual([]);
        const { batchesTracked, ...metadata } = modelMetadata(model);
        expect(modelMetadata(copy)).toMatchObject(metadata);
        const [before, after] = [await predict(model), await predict(copy)];
        expect(after).not.toEqual(before);
        await expectClose(after, before, { absolute });
        // Into a network that is there already, too; and nothing is lost the second time.
        importCheckpoint(model, readCheckpoint(file));
        expect(await predict(model)).toEqual(after);
        expect(await exportSafetensors(copy, { dtype })).toEqual(file);
        model.dispose();
        copy.dispose();
      });
    }
  }
});
