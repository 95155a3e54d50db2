/** All kinds of nodes on WebGPU, in Node on a driver in software, without tfjs's webgpu backend. */
import { expectClose, useBackend } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { network, normalization, slice } from '../../test/gpu-predictor.js';
import { STOCK_MODELS, stockModel } from '../../test/stock-models.js';
import { noWebgpu } from '../../test/webgpu-in-node.js';
import { compile } from '../index.js';

const skipped = await noWebgpu();
const title = (name: string) => (skipped ? `${name} (${skipped})` : name);

describe.skipIf(skipped)(title('on WebGPU'), () => {
  beforeAll(() => useBackend('cpu'));

  it.each(STOCK_MODELS)('a model gives what its plain graph gives: %s', async (_title, build) => {
    const net = stockModel(build);
    const x = tf.randomNormal([2, 24, 36, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
    const predictor = await compile(net, { target: 'webgpu' });
    const plain = net.predict(x) as tf.Tensor4D;
    const expected = tf.image.resizeBilinear(plain, [24, 36], false, true);
    const actual = await predictor.logits(x);
    const largest = (await tf.max(tf.abs(expected)).data())[0];
    await expectClose(actual, expected, { absolute: 1e-4 * Math.max(1, largest / 10), relative: 1e-4 });
    predictor.dispose();
    net.dispose();
  });

  it('slices that wait together run together, each as alone', async () => {
    const model = network();
    const predictor = await compile(model, { target: 'webgpu' });
    const wide = Uint16Array.from({ length: 33 * 21 }, (_, i) => (i * 7919) % 65536);
    const images = [
      ...Array.from({ length: 11 }, (_, k) => ({
        ...slice(22, 19),
        data: slice(22, 19).data.map((v) => v ^ k),
      })),
      { data: wide, width: 33, height: 21 },
      { data: Float32Array.from(wide, (v) => v / 65535), width: 33, height: 21 },
    ];
    const alone = await compile(model, { target: 'wasm', threads: 1 });
    for (const probabilities of [false, true]) {
      const together = await predictor.segment(images, { normalization, probabilities });
      for (const [k, image] of images.entries()) {
        const expected = await alone.segment(image, { normalization });
        const differing = together[k].mask.filter((label, i) => label !== expected.mask[i]).length;
        expect(differing).toBeLessThanOrEqual(2);
        if (probabilities)
          await expectClose(
            together[k].probabilities as Float32Array,
            expected.probabilities as Float32Array,
            { absolute: 1e-3 },
          );
      }
    }
    predictor.dispose();
    alone.dispose();
    model.dispose();
  });
});
