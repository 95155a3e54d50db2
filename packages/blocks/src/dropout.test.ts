import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { SegmentationHead } from './index.js';

describeOnBackends("SegmentationHead's dropout", () => {
  const head = (steps = 0) => {
    const layer = new SegmentationHead({ classes: 1, dropout: 0.5, seed: 3 });
    layer.steps = steps;
    return layer;
  };
  const once = async (layer: SegmentationHead, training: boolean) => {
    const x = tf.ones([1, 3, 3, 64]);
    const y = layer.apply(x, { training }) as tf.Tensor;
    const values = [...(await y.data())];
    tf.dispose([x, y]);
    return values;
  };

  it('drops whole channels in training, another draw each step, and none in evaluation', async () => {
    const layer = head();
    const evaluation = await once(layer, false);
    const [first, second] = [await once(layer, true), await once(layer, true)];
    expect(new Set(first).size).toBe(1);
    expect(first).not.toEqual(evaluation);
    expect(second).not.toEqual(first);
    layer.dispose();
  });

  it('goes on from a step as if nothing had happened', async () => {
    const [layer, resumed] = [head(), head(1)];
    await once(layer, true);
    expect(await once(resumed, true)).toEqual(await once(layer, true));
    layer.dispose();
    resumed.dispose();
  });
});
