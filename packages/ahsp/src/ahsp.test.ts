import { describeOnBackends, expectBlockGolden, layerContract } from '@miniseg/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { AHSP, AHSPError } from './index.js';

const running = (filters: number) => 2 * filters;
const half = ([height, width]: [number, number]): [number, number] => [
  Math.ceil(height / 2),
  Math.ceil(width / 2),
];

layerContract({
  title: 'AHSP at stride 1',
  create: () => new AHSP({ filters: 8, seed: 1 }),
  channels: [6],
  outputs: (size) => [[...size, 8]],
  trainable: 6 * 2 + 4 * 9 * 2 + 8 + 8 * 2 + 3 * 8,
  nonTrainable: running(8),
});
layerContract({
  title: 'AHSP at stride 2 with ReLU and two branches',
  create: () => new AHSP({ filters: 6, strides: 2, branches: 2, activation: 'relu', seed: 2 }),
  channels: [3],
  outputs: (size) => [[...half(size), 6]],
  trainable: 3 * 3 + 2 * 9 * 3 + 6 + 6 * 3 + 2 * 6,
  nonTrainable: running(6),
});
layerContract({
  title: 'AHSP without attention and hierarchy',
  create: () => new AHSP({ filters: 8, variant: 'multi-branch', seed: 3 }),
  channels: [4],
  outputs: (size) => [[...size, 8]],
  trainable: 4 * 2 + 4 * 9 * 2 + 8 * 2 + 3 * 8,
  nonTrainable: running(8),
});
layerContract({
  title: 'AHSP reduced to a single branch',
  create: () => new AHSP({ filters: 8, variant: 'single-branch', strides: 2, seed: 4 }),
  channels: [4],
  outputs: (size) => [[...half(size), 8]],
  trainable: 4 * 2 + 9 * 2 + 8 * 2 + 3 * 8,
  nonTrainable: running(8),
});

const weightKeys = {
  reduce: ['hwio', 'conv1x1_down.weight'],
  dilated_1: ['depthwise', 'conv1.weight'],
  dilated_2: ['depthwise', 'conv2.weight'],
  dilated_3: ['depthwise', 'conv3.weight'],
  dilated_4: ['depthwise', 'conv4.weight'],
  attention: ['hwio', 'attention.weight'],
  fuse: ['hwio', 'conv1x1_fuse.weight'],
  gamma: ['vector', 'bn.weight'],
  beta: ['vector', 'bn.bias'],
  moving_mean: ['vector', 'bn.running_mean'],
  moving_variance: ['vector', 'bn.running_var'],
  alpha: ['vector', 'act.weight'],
} as const;
for (const [name, strides] of [
  ['block_AHSP_s1', 1],
  ['block_AHSP_s2', 2],
  ['block_AHSP_s2_odd', 2],
] as const) {
  expectBlockGolden(name, () => new AHSP({ filters: 24, strides }), weightKeys);
}

describe('arguments of AHSP', () => {
  it('filters that the branches do not divide, odd strides and unknown variants are refused with the cure', () => {
    expect(() => new AHSP({ filters: 10 })).toThrow(/filters is 10.*multiple of branches \(4\)/);
    expect(() => new AHSP({ filters: 8, branches: 0 })).toThrow(/branches is 0/);
    expect(() => new AHSP({ filters: 8, strides: 3 as 2 })).toThrow(/strides is 3.*1 or 2/);
    expect(() => new AHSP({ filters: 8, variant: 'none' as 'full' })).toThrow(/variant is 'none'/);
    expect(() => new AHSP({ filters: 8, activation: 'gelu' as 'relu' })).toThrow(/activation is gelu/);
    const error = (() => {
      try {
        return new AHSP({ filters: 10 });
      } catch (caught) {
        return caught;
      }
    })();
    expect(AHSPError.isInstance(error)).toBe(true);
    expect(AHSPError.isInstance(new Error())).toBe(false);
  });
});

describeOnBackends('AHSP among plain tfjs layers', () => {
  it('refuses an input without a batch dimension or known channels', () => {
    expect(() => new AHSP({ filters: 8 }).computeOutputShape([5, 5, 3])).toThrow(
      /\[batch, height, width, channels\]/,
    );
    expect(() => new AHSP({ filters: 8 }).computeOutputShape([1, 5, 5, null])).toThrow(
      /unknown number of channels/,
    );
  });

  it('counts the multiply-accumulates of its convolutions', () => {
    // 6 -> 2: 35 * 12; four 3x3 on 2 channels, attention 8, fuse 2 * 8 at each of 35 pixels.
    expect(new AHSP({ filters: 8 }).countMacs([1, 5, 7, 6])).toBe(35 * (12 + 72 + 8 + 16));
  });

  it("trains inside a user's own Sequential: the loss falls", async () => {
    const before = tf.memory().numTensors;
    const { sequential, train } = await import('../test/train-sequential.js');
    const { first, last } = await train(
      sequential([
        new AHSP({ inputShape: [16, 16, 1], filters: 8, seed: 1 }),
        layers.dense({ units: 1, activation: 'sigmoid' }),
      ]),
    );
    expect(last).toBeLessThan(first * 0.8);
    expect(tf.memory().numTensors).toBe(before);
  });
});
