import { describeOnBackends, expectClose, expectNoLeak } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { ExchangeEncoder, PyramidDecoder, SegmentationHead, TwoPathEncoder, Upsample } from './index.js';

const image = () => tfl.input({ shape: [null, null, 3] });
const parameters = (model: tfl.LayersModel) =>
  model.trainableWeights.reduce((sum, weight) => sum + (weight.shape as number[]).reduce((a, b) => a * b), 0);
const encoderModel = (encoder: TwoPathEncoder | ExchangeEncoder) => {
  const x = image();
  return tfl.model({ inputs: x, outputs: encoder.apply(x) });
};

describeOnBackends('the encoders', () => {
  it('halve the image in each stage, also for odd sizes', () => {
    for (const encoder of [
      new TwoPathEncoder({ filters: [4, 8, 12], blocks: [2, 2, 3] }),
      new ExchangeEncoder({ filters: [4, 8, 12], blocks: [2, 0, 3] }),
    ]) {
      const model = encoderModel(encoder);
      const x = tf.zeros([1, 19, 34, 3]);
      const maps = model.predict(x) as tf.Tensor[];
      expect(maps.map(({ shape }) => shape)).toEqual([
        [1, 10, 17, 4],
        [1, 5, 9, 8],
        [1, 3, 5, 12],
      ]);
      tf.dispose([x, maps]);
      model.dispose();
    }
  });

  it('run every block once in a training step, so that running values move once', () => {
    const encoder = new ExchangeEncoder({ filters: [4, 8], blocks: [2, 2] });
    const model = encoderModel(encoder);
    const calls = new Map<string, number>();
    for (const layer of model.layers)
      layer.setCallHook(() => calls.set(layer.name, (calls.get(layer.name) ?? 0) + 1));
    const x = tf.zeros([1, 8, 8, 3]);
    tf.dispose(model.apply(x, { training: true }) as tf.Tensor[]);
    expect(calls.get('exchange1')).toBe(1);
    expect([...calls.values()].every((count) => count === 1)).toBe(true);
    x.dispose();
    model.dispose();
  });

  it('share their weights when they are applied twice', async () => {
    const encoder = new TwoPathEncoder({ filters: [4, 8], blocks: [2, 2] });
    const [first, second] = [image(), image()];
    const model = tfl.model({
      inputs: [first, second],
      outputs: [...encoder.apply(first), ...encoder.apply(second)],
    });
    const single = encoderModel(new TwoPathEncoder({ filters: [4, 8], blocks: [2, 2] }));
    expect(parameters(model)).toBe(parameters(single));
    const x = tf.randomNormal([1, 8, 8, 3]);
    const [a, b, c, d] = model.predict([x, x]) as tf.Tensor[];
    await expectClose(a, c, { absolute: 0 });
    await expectClose(b, d, { absolute: 0 });
    tf.dispose([x, a, b, c, d]);
    model.dispose();
    single.dispose();
  });

  it('start from the same weights for the same seed, and from others for another', async () => {
    const make = (seed: number) =>
      encoderModel(new ExchangeEncoder({ filters: [4, 8], blocks: [2, 2], seed }));
    const [a, b, c] = [make(1), make(1), make(2)];
    const values = (model: tfl.LayersModel) =>
      Promise.all(model.getWeights().map(async (w) => [...(await w.data())]));
    expect(await values(a)).toEqual(await values(b));
    expect(await values(a)).not.toEqual(await values(c));
    for (const model of [a, b, c]) model.dispose();
  });

  it('do without the second path, with AHSP in the first stage, and with a last stage of stride 1', () => {
    const x = image();
    const plain = new TwoPathEncoder({
      filters: [4, 8],
      blocks: [1, 2],
      twoPath: false,
      firstStage: 'ahsp',
      lastStageStride: 1,
    });
    const model = tfl.model({ inputs: x, outputs: plain.apply(x) });
    expect(model.layers.some(({ name }) => name.startsWith('path'))).toBe(false);
    expect(model.outputs.map(({ shape }) => shape)).toEqual([
      [null, null, null, 4],
      [null, null, null, 8],
    ]);
    const shapes = model.computeOutputShape([1, 16, 16, 3]);
    expect(shapes).toEqual([
      [1, 8, 8, 4],
      [1, 8, 8, 8],
    ]);
    model.dispose();
  });
});

describeOnBackends('PyramidDecoder', () => {
  it('decodes the maps of a small plain conv encoder that is not ours, and the whole trains', async () => {
    await expectNoLeak(async () => {
      const x = image();
      const conv = (filters: number) => tfl.layers.dense({ units: filters, activation: 'relu' });
      const pool = () => tfl.layers.averagePooling2d({ poolSize: 2, padding: 'same' });
      const fine = conv(4).apply(x) as tfl.SymbolicTensor;
      const middle = conv(6).apply(pool().apply(fine)) as tfl.SymbolicTensor;
      const coarse = conv(8).apply(pool().apply(middle)) as tfl.SymbolicTensor;
      const { maps, enlarged } = new PyramidDecoder({ filters: [4, 6, 8], seed: 1 }).apply([
        fine,
        middle,
        coarse,
      ]);
      const logits = new SegmentationHead({ classes: 2 }).apply(maps[0]) as tfl.SymbolicTensor;
      const model = tfl.model({ inputs: x, outputs: logits });
      const sample = tf.randomNormal([2, 13, 10, 3], 0, 1, 'float32', 1);
      const y = model.predict(sample) as tf.Tensor;
      expect(y.shape).toEqual([2, 13, 10, 2]);
      expect(enlarged.map(({ shape }) => shape[3])).toEqual([6, 8]);
      const gradients = tf.tidy(() =>
        tf.variableGrads(
          () => tf.sum(tf.square(model.apply(sample, { training: true }) as tf.Tensor)) as tf.Scalar,
          model.trainableWeights.map((weight) => weight.read() as tf.Variable),
        ),
      );
      for (const gradient of Object.values(gradients.grads)) {
        expect((await gradient.data()).some((value) => value !== 0 && Number.isFinite(value))).toBe(true);
      }
      tf.dispose([sample, y, gradients.value, gradients.grads]);
      model.dispose();
    });
  });

  it('takes AHSP for the fusion and a projection of the coarsest map', () => {
    const maps = [8, 16].map((channels) => tfl.input({ shape: [null, null, channels] }));
    const decoder = new PyramidDecoder({
      filters: [8, 16],
      fusion: 'ahsp',
      topProjection: true,
      lateralBias: true,
    });
    const model = tfl.model({ inputs: maps, outputs: decoder.apply(maps).maps });
    expect(
      model.computeOutputShape([
        [1, 9, 7, 8],
        [1, 5, 4, 16],
      ]),
    ).toEqual([
      [1, 9, 7, 8],
      [1, 5, 4, 16],
    ]);
    expect(model.getLayer('decoder1_fusion').getClassName()).toBe('MiniSegAHSP');
    model.dispose();
  });

  it('an encoder, a decoder and a head make a network whose logits have the size of the image', () => {
    const x = image();
    const encoder = new TwoPathEncoder({ filters: [4, 8, 16], blocks: [1, 1, 1], prefix: 'net_' });
    const { maps } = new PyramidDecoder({ filters: encoder.filters, prefix: 'net_' }).apply(encoder.apply(x));
    const logits = new Upsample().apply([
      new SegmentationHead({ classes: 3 }).apply(maps[0]) as tfl.SymbolicTensor,
      x,
    ]);
    const model = tfl.model({ inputs: x, outputs: logits as tfl.SymbolicTensor });
    expect(model.computeOutputShape([1, 17, 23, 3])).toEqual([1, 17, 23, 3]);
    expect(model.layers.filter(({ name }) => /^(stage|path|decoder)/.test(name))).toEqual([]);
    model.dispose();
  });
});

describe('lists that do not fit', () => {
  it('are refused with the cure', () => {
    expect(() => new TwoPathEncoder({ filters: [4, 8], blocks: [1] })).toThrow(/2 stages and blocks 1/);
    expect(() => new TwoPathEncoder({ filters: [4], blocks: [0] })).toThrow(/blocks\[0\] is 0/);
    expect(() => new PyramidDecoder({ filters: [4] })).toThrow(/at least 2/);
    const maps = [4, 9].map((channels) => tfl.input({ shape: [null, null, channels] }));
    expect(() => new PyramidDecoder({ filters: [4, 8] }).apply(maps)).toThrow(/\[4,9\] channels.*\[4,8\]/);
  });
});
