import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { it } from 'vitest';
import { miniSeg } from './index.js';

describeOnBackends('IndexedDB', () => {
  it('keeps a model between two visits', async () => {
    const model = miniSeg({ preset: 'aaai', filters: [4, 8, 12], blocks: [1, 2, 1], seed: 1 });
    await model.save('indexeddb://miniseg-test');
    const loaded = await loadLayersModel('indexeddb://miniseg-test');
    const x = tf.randomUniform([1, 24, 20, 3], 0, 1, 'float32', 1);
    const [expected, actual] = [model, loaded].map((network) => network.predict(x) as tf.Tensor[]);
    for (const [i, y] of expected.entries()) await expectClose(actual[i], y, { absolute: 0 });
    await tf.io.removeModel('indexeddb://miniseg-test');
    tf.dispose([x, expected, actual]);
    model.dispose();
    loaded.dispose();
  });
});
