/** Models of stock layers: compiled, they give what the plain graph gives. */
import { describeOnBackends, expectClose } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { chain, conv, STOCK_MODELS, stockModel } from '../test/stock-models.js';
import { CompileError, compile } from './index.js';

/** The program resizes its output to the image; so is the model's. */
async function expectSameOutput(net: LayersModel): Promise<void> {
  const x = tf.randomNormal([2, 24, 36, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
  const predictor = await compile(net, { target: 'wasm', threads: 1 });
  const plain = net.predict(x) as tf.Tensor4D;
  const expected = tf.image.resizeBilinear(plain, [24, 36], false, true);
  const actual = await predictor.logits(x);
  expect(actual.shape).toEqual(expected.shape);
  const largest = (await tf.max(tf.abs(expected)).data())[0];
  // The plain graph's own sums in the shaders of tfjs are off by as much.
  const most = tf.getBackend() === 'webgl' ? 2e-4 : 1e-4;
  await expectClose(actual, expected, { absolute: most * Math.max(1, largest / 10), relative: most });
  predictor.dispose();
  tf.dispose([x, plain, expected, actual]);
}

describeOnBackends(
  'a compiled model of stock layers gives what the plain graph gives',
  () => {
    it.each(STOCK_MODELS)('%s', async (_title, build) => {
      const net = stockModel(build);
      await expectSameOutput(net);
      net.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);

describeOnBackends(
  'a model with layers that have no compiled form',
  () => {
    const odd = () => stockModel(chain(conv(4), layers.layerNormalization({ name: 'odd' }), conv(2)));

    it('is refused by the name of the layer, with the way out', async () => {
      const net = odd();
      for (const target of ['auto', 'wasm'] as const) {
        const error = await compile(net, { target }).catch((reason: unknown) => reason);
        expect(CompileError.isInstance(error) && error.code).toBe('layer');
        expect(String(error)).toMatch(/LayerNormalization 'odd'.*target: 'tfjs'/);
      }
      net.dispose();
    });

    it("runs as it is with target 'tfjs', and says why", async () => {
      const net = odd();
      const predictor = await compile(net, { target: 'tfjs' });
      expect(predictor).toMatchObject({
        target: 'tfjs',
        reason: expect.stringMatching(/LayerNormalization 'odd'/),
      });
      const x = tf.randomNormal([1, 24, 36, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
      await expectClose(await predictor.logits(x), net.predict(x) as tf.Tensor, { absolute: 1e-5 });
      const slice = { data: new Uint8Array(24 * 36 * 3).fill(100), width: 36, height: 24 };
      const { mask, classes } = await predictor.segment(slice, { normalization: { mean: 0.5, std: 0.2 } });
      expect([mask.length, classes]).toEqual([864, 2]);
      predictor.dispose();
      net.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);

describeOnBackends(
  'a compiled model that ends in an activation',
  () => {
    it.each([
      ['sigmoid', 1],
      ['linear', 1],
      ['softmax', 3],
    ] as const)('%s of %i channels gives its own output, and its labels', async (activation, channels) => {
      const net = stockModel(chain(conv(4, { activation: 'relu' }), conv(channels, { activation })));
      await expectSameOutput(net);
      const predictor = await compile(net, { target: 'wasm', threads: 1 });
      const slice = {
        data: Uint8Array.from({ length: 24 * 36 * 3 }, (_, i) => (i * 91) % 256),
        width: 36,
        height: 24,
      };
      const normalization = { mean: 0.5, std: 0.2 };
      const { mask, classes } = await predictor.segment(slice, { normalization });
      const x = tf.tensor4d(
        Float32Array.from(slice.data, (v) => (v / 255 - 0.5) / 0.2),
        [1, 24, 36, 3],
      );
      const output = (await (net.predict(x) as tf.Tensor).data()) as Float32Array;
      expect(classes).toBe(Math.max(2, channels));
      const differing = mask.filter((label, i) => {
        const own = output.subarray(i * channels, (i + 1) * channels);
        if (channels === 1) return label !== Number(own[0] > (activation === 'sigmoid' ? 0.5 : 0));
        return own[label] < Math.max(...own) - 1e-5;
      });
      expect(differing).toHaveLength(0);
      predictor.dispose();
      net.dispose();
    });
  },
  { only: ['cpu', 'webgl'] },
);
