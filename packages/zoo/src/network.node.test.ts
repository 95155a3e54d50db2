import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { LIGHT } from '../test/networks.js';
import { type NetworkName, network, ZooError } from './index.js';

const predict = (model: ReturnType<typeof network>, x: tf.Tensor) => {
  const y = model.predict(x);
  return Array.isArray(y) ? y : [y];
};

describeOnBackends('a network', () => {
  it.each(LIGHT)('%s takes other classes and channels, and odd sizes where its table says any', (name) => {
    const encoder = name.endsWith('_encoder');
    const model = network(name, { inputChannels: 1, seed: 1, ...(encoder ? {} : { classes: 5 }) });
    const x = tf.zeros([1, 48, 64, 1]);
    const outputs = predict(model, x);
    if (!encoder) for (const y of outputs) expect(y.shape).toEqual([1, 48, 64, 5]);
    tf.dispose([x, outputs]);
    model.dispose();
  });

  it.each(['espnetv2', 'shufflenetv2_decoder', 'enet'] as const)(
    '%s comes back from a saved model with the same outputs',
    async (name) => {
      const model = network(name, { seed: 3 });
      let saved: tf.io.ModelArtifacts | undefined;
      await model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const artifacts = saved as tf.io.ModelArtifacts;
      const json = (value: unknown) => JSON.parse(JSON.stringify(value));
      const loaded = await loadLayersModel(
        tf.io.fromMemory({
          ...artifacts,
          modelTopology: json(artifacts.modelTopology),
          userDefinedMetadata: json(artifacts.userDefinedMetadata),
        }),
      );
      const x = tf.randomNormal([1, 32, 48, 3], 0, 1, 'float32', 1);
      const [before, after] = [predict(model, x), predict(loaded, x)];
      for (const [i, y] of before.entries()) await expectClose(after[i], y, { absolute: 0 });
      expect(loaded.getUserDefinedMetadata()).toEqual(model.getUserDefinedMetadata());
      tf.dispose([x, before, after]);
      model.dispose();
      loaded.dispose();
    },
  );

  it('starts equal from the same seed, and otherwise from another', async () => {
    const [a, b, c] = [1, 1, 2].map((seed) => network('edanet', { seed }));
    for (const [i, weight] of a.getWeights().entries())
      await expectClose(b.getWeights()[i], weight, { absolute: 0 });
    const [first, other] = [a.getWeights()[0], c.getWeights()[0]];
    expect([...(await first.data())]).not.toEqual([...(await other.data())]);
    for (const model of [a, b, c]) model.dispose();
  });

  it('refuses other sizes with the multiple that it needs, and batches of one where it normalizes single pixels', () => {
    const run =
      (name: NetworkName, size: number[], training = false) =>
      () => {
        const model = network(name, { seed: 1 });
        try {
          tf.tidy(() => void model.apply(tf.zeros(size), { training }));
        } finally {
          model.dispose();
        }
      };
    expect(run('espnet', [1, 60, 64, 3])).toThrow(/espnet takes.*multiples of 8.*60 x 64.*64 x 64/);
    expect(run('enet', [1, 64, 4, 3])).toThrow(/multiples of 8/);
    expect(run('lednet', [1, 64, 64, 3], true)).toThrow(/batches of at least 2/);
  });

  it('refuses unknown names, options and values out of range, and says the cure', () => {
    for (const [call, message] of [
      [() => network('vgg' as NetworkName), /no network 'vgg'; there are attunet, bisenet/],
      [
        () => network('unet', { class: 2 } as never),
        /unet has no option class\. The options are classes, inputChannels, seed\. Did you mean classes/,
      ],
      [() => network('unet', { classes: 0 }), /classes of unet is 0/],
      [() => network('mobilenet_encoder', { classes: 2 }), /no option classes/],
    ] as const) {
      expect(call).toThrow(message);
      try {
        call();
      } catch (error) {
        expect(ZooError.isInstance(error) && error.code).toBe('invalid-argument');
      }
    }
  });

  it('gives its tensors back, forward and when it is disposed of', async () => {
    await expectNoLeak(async () => {
      const model = network('cgnet', { seed: 1 });
      const x = tf.zeros([1, 33, 47, 3]);
      await expectNoLeak(() => predict(model, x));
      x.dispose();
      model.dispose();
    });
  });
});
