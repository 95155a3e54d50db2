import { describeOnBackends } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { ModelError, segment } from '../index.js';

const normalization = { mean: 0.5, std: 0.25 };
const ramp = { data: Uint8Array.of(...new Array(256).keys()), width: 16, height: 16 };

/** Pointwise, on a grey image: its outputs are the normalized pixel times each weight, and then the activation. */
function pointwise(
  weights: number[],
  activation: 'sigmoid' | 'softmax' | 'linear',
  resized = false,
): LayersModel {
  const image = input({ shape: [resized ? 16 : null, resized ? 16 : null, 1] });
  const conv = layers.conv2d({ filters: weights.length, kernelSize: 1, useBias: false, activation });
  let map = conv.apply(image) as SymbolicTensor;
  if (resized) map = layers.upSampling2d({ size: [2, 2] }).apply(map) as SymbolicTensor;
  const kernel = tf.tensor4d(weights, [1, 1, 1, weights.length]);
  conv.setWeights([kernel]);
  kernel.dispose();
  return model({ inputs: image, outputs: map });
}

const refusal = (code: string, text: RegExp) => (error: unknown) =>
  ModelError.isInstance(error) && error.code === code && text.test(error.message);

describeOnBackends('the output of a model', () => {
  it.each([
    ['a sigmoid', 'sigmoid' as const, false],
    ['a sigmoid that is resized', 'sigmoid' as const, true],
    ['a logit', 'linear' as const, false],
  ])('with one channel, %s, marks what is at least half sure', async (_title, activation, resized) => {
    const net = pointwise([3], activation, resized);
    const { mask, classes, probabilities } = await segment(net, ramp, { normalization });
    expect(classes).toBe(2);
    if (!resized) expect([...mask]).toEqual([...ramp.data].map((value) => Number(value >= 128)));
    expect(new Set(mask).size).toBe(2);
    const share = 1 / (1 + Math.exp(-3 * ((255 / 255 - 0.5) / 0.25)));
    expect(probabilities?.[511]).toBeCloseTo(share, 4);
    expect(probabilities?.[510]).toBeCloseTo(1 - share, 4);
    net.dispose();
  });

  it('in a softmax has its probabilities, not a softmax of them', async () => {
    const net = pointwise([0, 1, -1], 'softmax');
    const { mask, probabilities } = await segment(net, ramp, { normalization });
    const logits = [0, 1, -1].map((weight) => Math.exp(weight * ((200 / 255 - 0.5) / 0.25)));
    const sum = logits.reduce((a, b) => a + b);
    expect(mask[200]).toBe(1);
    expect(mask[20]).toBe(2);
    for (let c = 0; c < 3; c++) expect(probabilities?.[600 + c]).toBeCloseTo(logits[c] / sum, 4);
    net.dispose();
  });

  it('that is no label is refused: overlapping sigmoids, and numbers that are none', async () => {
    const several = pointwise([1, 2], 'sigmoid');
    await expect(segment(several, ramp, { normalization })).rejects.toSatisfy(
      refusal('invalid-argument', /sigmoid over 2 channels.*may overlap/),
    );
    const broken = pointwise([Number.NaN, 1], 'linear');
    await expect(segment(broken, ramp, { normalization })).rejects.toSatisfy(
      refusal('image', /weights are NaN/),
    );
    several.dispose();
    broken.dispose();
  });

  it('of floats that are not in 0..1 or no numbers is never computed', async () => {
    const net = pointwise([0, 1], 'linear');
    const floats = (value: number) => ({
      ...ramp,
      data: Float32Array.from(ramp.data, (v) => v / 255).fill(value, 7, 8),
    });
    await expect(segment(net, floats(Number.NaN), { normalization })).rejects.toSatisfy(
      refusal('image', /Value 7.*NaN/),
    );
    await expect(segment(net, floats(-1000), { normalization })).rejects.toSatisfy(
      refusal('image', /window/),
    );
    const tensor = tf.tensor2d(floats(255).data, [16, 16]);
    await expect(segment(net, tensor, { normalization })).rejects.toSatisfy(refusal('image', /white: 255/));
    tensor.dispose();
    net.dispose();
  });
});
