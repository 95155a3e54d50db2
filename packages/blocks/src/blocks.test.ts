import { expectBlockGolden, layerContract } from '@miniseg/testkit';
import { split } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  BlocksError,
  ChannelActivation,
  ChannelSlice,
  ConvBlock,
  DownsamplerBlock,
  FeatureFusionModule,
  PathExchange,
  PointwiseBlock,
  SegmentationHead,
  Upsample,
} from './index.js';

type Size = [number, number];
const half = ([height, width]: Size): Size => [Math.ceil(height / 2), Math.ceil(width / 2)];

layerContract({
  title: 'ConvBlock',
  create: () => new ConvBlock({ filters: 5, strides: 2, seed: 1 }),
  channels: [3],
  outputs: (size) => [[...half(size), 5]],
  trainable: 27 * 5 + 3 * 5,
  nonTrainable: 10,
});
layerContract({
  title: 'DownsamplerBlock',
  create: () => new DownsamplerBlock({ filters: 6, seed: 2 }),
  channels: [4],
  outputs: (size) => [[...half(size), 6]],
  trainable: 4 * 6 + 25 * 6 + 3 * 6,
  nonTrainable: 12,
});
layerContract({
  title: 'DownsamplerBlock with a vanilla 3x3 and ReLU',
  create: () =>
    new DownsamplerBlock({
      filters: 4,
      kernelSize: 3,
      strides: 1,
      body: 'vanilla',
      activation: 'relu',
      seed: 3,
    }),
  channels: [3],
  outputs: (size) => [[...size, 4]],
  trainable: 3 * 4 + 9 * 16 + 2 * 4,
  nonTrainable: 8,
});
layerContract({
  title: 'FeatureFusionModule',
  create: () => new FeatureFusionModule({ filters: 4, seed: 4 }),
  channels: [6],
  outputs: (size) => [[...size, 4]],
  trainable: 6 * 4 + 18 * 4 + 2 * 4,
  nonTrainable: 8,
});
layerContract({
  title: 'PointwiseBlock with bias and PReLU',
  create: () => new PointwiseBlock({ filters: 4, useBias: true, activation: 'prelu', seed: 5 }),
  channels: [3],
  outputs: (size) => [[...size, 4]],
  trainable: 12 + 4 + 12,
  nonTrainable: 8,
});
layerContract({
  title: 'PathExchange',
  create: () => new PathExchange({ seed: 6 }),
  channels: [3, 3],
  outputs: (size) => [[...size, 6]],
  trainable: 36 + 12,
  nonTrainable: 12,
});
layerContract({
  title: 'ChannelSlice',
  create: () => new ChannelSlice({ start: 1, channels: 2 }),
  channels: [4],
  outputs: (size) => [[...size, 2]],
  trainable: 0,
});
layerContract({
  title: 'ChannelActivation',
  create: () => new ChannelActivation(),
  channels: [3],
  outputs: (size) => [[...size, 3]],
  trainable: 3,
});
layerContract({
  title: 'Upsample by a factor',
  create: () => new Upsample({ scale: 4 }),
  channels: [2],
  outputs: ([height, width]) => [[4 * height, 4 * width, 2]],
  trainable: 0,
});
layerContract({
  title: 'Upsample to the size of another map',
  create: () => new Upsample(),
  channels: [2, 3],
  inputSizes: ([height, width]) => [
    [height, width],
    [2 * height - 1, 2 * width + 1],
  ],
  outputs: ([height, width]) => [[2 * height - 1, 2 * width + 1, 2]],
  constantInputs: [1],
  trainable: 0,
});
layerContract({
  title: 'SegmentationHead with dropout',
  create: () => new SegmentationHead({ classes: 3, dropout: 0.5, seed: 7 }),
  channels: [4],
  outputs: (size) => [[...size, 3]],
  trainable: 12 + 3,
  stochastic: true,
});

const norm = {
  gamma: ['vector', 'bn.weight'],
  beta: ['vector', 'bn.bias'],
  moving_mean: ['vector', 'bn.running_mean'],
  moving_variance: ['vector', 'bn.running_var'],
} as const;
const alpha = ['vector', 'act.weight'] as const;
for (const [file, strides] of [
  ['block_ConvBlock_s1', 1],
  ['block_ConvBlock_s2', 2],
] as const) {
  expectBlockGolden(file, () => new ConvBlock({ filters: 8, strides }), {
    kernel: ['hwio', 'conv.weight'],
    ...norm,
    alpha,
  });
}
for (const [file, strides] of [
  ['block_DB_s1', 1],
  ['block_DB_s2', 2],
] as const) {
  expectBlockGolden(file, () => new DownsamplerBlock({ filters: 24, strides }), {
    pointwise: ['hwio', 'conv0.weight'],
    spatial: ['depthwise', 'conv1.weight'],
    ...norm,
    alpha,
  });
}
expectBlockGolden('block_FFM', () => new FeatureFusionModule({ filters: 32 }), {
  pointwise: ['hwio', 'conv0.weight'],
  near: ['depthwise', 'conv1.weight'],
  far: ['depthwise', 'conv2.weight'],
  ...norm,
});
expectBlockGolden(
  'block_CatConvBN',
  () => new PathExchange(),
  {
    kernel: ['hwio', '0.weight'],
    gamma: ['vector', '1.weight'],
    beta: ['vector', '1.bias'],
    moving_mean: ['vector', '1.running_mean'],
    moving_variance: ['vector', '1.running_var'],
  },
  { split: (x) => split(x, 2, 3) },
);

describe('arguments of the blocks', () => {
  it('out of range are refused with the value, the rule and the cure', () => {
    expect(() => new ConvBlock({ filters: 0 })).toThrow(/filters of ConvBlock is 0.*at least 1/);
    expect(() => new ConvBlock({ filters: 4, kernelSize: 4 })).toThrow(/kernelSize.*is 4.*1, 3, 5, 7/);
    expect(() => new DownsamplerBlock({ filters: 4, strides: 4 as 2 })).toThrow(/strides.*is 4.*1, 2/);
    expect(() => new DownsamplerBlock({ filters: 4, body: 'dense' as 'vanilla' })).toThrow(
      /depthwise, vanilla/,
    );
    expect(() => new SegmentationHead({ classes: 1.5 })).toThrow(/classes.*1\.5/);
    expect(() => new SegmentationHead({ classes: 2, dropout: 1 })).toThrow(/dropout.*is 1;.*\[0, 1\)/);
    expect(() => new Upsample({ scale: 0 })).toThrow(/scale of Upsample is 0/);
    expect(() => new Upsample().computeOutputShape([1, 4, 4, 2])).toThrow(/no scale.*\[x, like\]/);
    expect(() => new PathExchange().computeOutputShape([1, 4, 4, 2])).toThrow(/two inputs/);
    expect(() =>
      new PathExchange().computeOutputShape([
        [1, 4, 4, 2],
        [1, 4, 4, 3],
      ]),
    ).toThrow(/2 and 3 channels/);
    expect(() => new ChannelSlice({ start: 2, channels: 2 }).computeOutputShape([1, 4, 4, 3])).toThrow(
      /2 to 3.*with 3/,
    );
    try {
      new FeatureFusionModule({ filters: -1 });
    } catch (error) {
      expect(BlocksError.isInstance(error)).toBe(true);
    }
    expect.assertions(12);
  });

  it('count multiply-accumulates of the convolutions alone', () => {
    expect(new ConvBlock({ filters: 16, strides: 2 }).countMacs([1, 9, 9, 3])).toBe(25 * 27 * 16);
    expect(new DownsamplerBlock({ filters: 8 }).countMacs([1, 8, 8, 4])).toBe(64 * 32 + 16 * 25 * 8);
    expect(new FeatureFusionModule({ filters: 8 }).countMacs([1, 2, 2, 4])).toBe(4 * 8 * 22);
    expect(new SegmentationHead({ classes: 2 }).countMacs([1, 2, 2, 4])).toBe(32);
    expect(() => new SegmentationHead({ classes: 2 }).countMacs([1, null, 2, 4])).toThrow(
      /known height and width/,
    );
  });
});
