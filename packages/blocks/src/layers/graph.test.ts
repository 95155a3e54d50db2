/** Layers that do not map a map to a map, and what the contract does not see. */
import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, loadLayersModel, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import {
  Activation,
  AdaptiveAvgPool2d,
  BatchNorm,
  CodewordMean,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  Encoding,
  Gate,
  MaxPool2d,
  MaxPoolIndices,
  MaxUnpool2d,
  PositionAttention,
  Resize,
  Sum,
} from './index.js';

/** EncNet's head in small, with a pooling that is undone: every layer that the contract cannot hold. */
function encoder() {
  const image = input({ shape: [null, null, 3] });
  const pooled = new MaxPool2d({ size: 2 }).apply(image);
  const indices = new MaxPoolIndices({ size: 2 }).apply(image);
  const encoded = new Encoding({ codewords: 4, seed: 1 }).apply(pooled);
  const normalized = new BatchNorm({ activation: 'relu' }).apply(encoded);
  const features = new CodewordMean().apply(normalized);
  const linear = new Conv2d({ filters: 3, kernelSize: 1, useBias: true, seed: 2 }).apply(features);
  const gate = new Activation({ kind: 'sigmoid' }).apply(linear);
  const gated = new Gate().apply([pooled, gate] as SymbolicTensor[]);
  const output = new MaxUnpool2d({ size: 2 }).apply([gated, indices] as SymbolicTensor[]);
  return model({ inputs: image, outputs: output as SymbolicTensor });
}

describeOnBackends('a graph of the layers', () => {
  it('trains all its weights, saves and loads, and leaves nothing behind', () =>
    expectNoLeak(async () => {
      const network = encoder();
      expect(network.countParams()).toBe(4 * 3 + 4 + 4 * 4 + 3 * 3 + 3);
      const x = tf.randomNormal([2, 8, 6, 3], 0, 1, 'float32', 3);
      const loss = () => tf.sum(tf.square(network.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
      const { value, grads } = tf.variableGrads(
        loss,
        network.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
      for (const gradient of Object.values(grads)) {
        expect((await gradient.data()).some((value) => value !== 0)).toBe(true);
      }
      let saved: tf.io.ModelArtifacts | undefined;
      await network.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const loaded = await loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
      const [expected, actual] = [network.predict(x) as tf.Tensor, loaded.predict(x) as tf.Tensor];
      await expectClose(actual, expected, { absolute: 0 });
      network.dispose();
      loaded.dispose();
      return [x, value, grads, expected, actual];
    }));
});

describeOnBackends('BatchNorm', () => {
  it('normalizes lists of features as it normalizes the pixels of an image', async () => {
    const layer = new BatchNorm({ activation: 'prelu' });
    const x = tf.randomNormal([4, 6], 0, 1, 'float32', 5);
    const images = tf.reshape(x, [4, 1, 1, 6]);
    const lists = tf.reshape(x, [2, 2, 6]);
    const [flat, image, list] = [x, images, lists].map(
      (value) => layer.apply(value, { training: true }) as tf.Tensor,
    );
    expect([flat.shape, image.shape, list.shape]).toEqual([
      [4, 6],
      [4, 1, 1, 6],
      [2, 2, 6],
    ]);
    await expectClose(await flat.data(), await image.data(), { absolute: 1e-6 });
    await expectClose(await list.data(), await image.data(), { absolute: 1e-6 });
    tf.dispose([x, images, lists, flat, image, list]);
    layer.dispose();
  });
  it('keeps its scale and offset where it is frozen, and moves its running values', async () => {
    const layer = new BatchNorm({ frozen: true });
    const x = tf.randomNormal([2, 3, 3, 2], 1, 2, 'float32', 6);
    const y = layer.apply(x, { training: true }) as tf.Tensor;
    expect(layer.trainableWeights).toEqual([]);
    expect(layer.nonTrainableWeights.map(({ originalName }) => originalName.split('/').pop())).toEqual([
      'gamma',
      'beta',
      'moving_mean',
      'moving_variance',
    ]);
    const [, , mean, variance] = layer.getWeights();
    expect(Math.abs((await mean.data())[0])).toBeGreaterThan(0.01);
    expect((await variance.data())[0]).not.toBe(1);
    x.dispose();
    y.dispose();
    layer.dispose();
  });
});

describeOnBackends('the layers', () => {
  it('start with the deviation that is asked for', async () => {
    for (const [kernelStart, deviation] of [
      ['default', 1 / Math.sqrt(3 * 9 * 64)],
      ['kaiming-uniform', Math.sqrt(2 / (9 * 64))],
      ['kaiming-fan-in', Math.sqrt(2 / (9 * 64))],
      ['kaiming-fan-out', Math.sqrt(2 / (9 * 32))],
      ['zeros', 0],
      [0.01, 0.01],
    ] as const) {
      const layer = new Conv2d({ filters: 32, kernelSize: 3, kernelStart, seed: 1 });
      layer.build([null, null, null, 64]);
      const values = (await layer.getWeights()[0].data()) as Float32Array;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
      expect(Math.abs(spread - deviation)).toBeLessThanOrEqual(0.05 * deviation);
      tf.dispose(layer.getWeights());
    }
  });
  it('say the value, the rule and the cure', () => {
    expect(() => new Conv2d({ filters: 0, kernelSize: 3 })).toThrow(/filters.*0.*at least 1/);
    expect(() => new Conv2d({ filters: 3, kernelSize: 2 })).toThrow(/2x2.*padding/);
    expect(() => new Conv2d({ filters: 3, kernelSize: 3, groups: 2 })).toThrow(/3 in 2 groups/);
    expect(() => new Conv2d({ filters: 3, kernelSize: 3, kernelStart: -1 })).toThrow(/positive deviation/);
    expect(() => new ConvTranspose2d({ filters: 3, kernelSize: 3, outputPadding: 1 })).toThrow(
      /below the stride/,
    );
    expect(() => new Activation({ kind: 'relu', shared: true })).toThrow(/no slope/);
    expect(() => new Activation({ kind: 'swish' as 'relu' })).toThrow(/swish.*hard-swish/);
    expect(() => new MaxPool2d({ size: 2, padding: 2 })).toThrow(/at most half/);
    expect(() => new AdaptiveAvgPool2d({ size: 0 })).toThrow(/at least 1/);
    expect(() => new Resize({ scale: 2, size: 4 })).toThrow(/one of scale, size and divisor/);
    expect(() => new Resize({ mode: 'nearest', alignCorners: true })).toThrow(/no corners/);
    expect(() => new Dropout({ rate: 1 })).toThrow(/\[0, 1\)/);
    expect(() => new PositionAttention({ scale: 0 })).toThrow(/positive/);
    const image = input({ shape: [null, null, 3] });
    expect(() => new Sum().apply(image)).toThrow(/got 1 inputs; it takes 2/);
    expect(() => new Conv2d({ filters: 4, kernelSize: 1, groups: 2 }).apply(image)).toThrow(
      /2 groups.*3 channels/,
    );
  });
  it('count the products of their weights', () => {
    const shape = [1, 512, 512, 3];
    expect(new Conv2d({ filters: 8, kernelSize: 3, strides: 2 }).countMacs(shape)).toBe(256 * 256 * 27 * 8);
    expect(new ConvTranspose2d({ filters: 8, kernelSize: 2, strides: 2 }).countMacs(shape)).toBe(
      512 * 512 * 12 * 8,
    );
    expect(new PositionAttention().attentionMacs([shape, shape, shape])).toBe(512 ** 4 * 6);
  });
});
