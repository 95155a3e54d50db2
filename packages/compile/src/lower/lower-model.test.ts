import { miniSeg } from '@miniseg/model';
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { NETWORKS } from '../../../model/test/networks.js';
import { randomizeWeights } from '../../../model/test/randomize-weights.js';
import { TfjsExecutor } from '../tfjs-executor.js';
import { lowerModel } from './lower-model.js';

describeOnBackends('a lowered program gives the logits of its model', () => {
  it.each(NETWORKS)('%s', async (_title, options) => {
    const model = miniSeg({ ...options, seed: 1 });
    randomizeWeights(model, 2);
    const program = await lowerModel(model);
    const x = tf.randomNormal([1, 33, 46, options.inputChannels ?? 3], 0, 1, 'float32', 3) as tf.Tensor4D;
    const expected = model.execute(x, model.outputs[0].name) as tf.Tensor;
    await expectClose(new TfjsExecutor(program).execute(x), expected, { absolute: 3e-4, relative: 1e-4 });
    expect(program.nodes.filter(({ op }) => op === 'add').length).toBeLessThan(25);
    model.dispose();
  });
});
