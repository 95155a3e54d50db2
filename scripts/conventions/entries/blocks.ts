/** Calls of `@miniseg/ahsp` and `@miniseg/blocks` that work. */
import * as blocks from '@miniseg/blocks';
import * as layers from '@miniseg/blocks/layers';
import { ones } from '@tensorflow/tfjs-core';
import { input } from '@tensorflow/tfjs-layers';
import type { Entry, PackageEntries } from './walk-entries.js';

const optional: Entry = { valid: () => [{}], fine: { 0: 'undefined object' } };
const filters: Entry = { valid: () => [{ filters: 8 }] };
const stages = () => ({ filters: [8, 16], blocks: [1, 1] });
const image = () => input({ shape: [null, null, 3] });
const ops = Symbol.for('@miniseg/ops.error');

/** A layer, and the layer applied to a map, or to what else there is. */
function layer(name: keyof typeof layers, options: object, isOptional = false): Record<string, Entry> {
  const Layer = layers[name] as new (args: object) => { apply(map: object): unknown };
  return {
    [name]: {
      valid: () => [{ ...options }],
      ...(isOptional && { fine: { 0: 'undefined object' } }),
    },
    [`${name}.apply`]: {
      valid: () => [maps(name)],
      call: (given: object) => new Layer(options).apply(given),
    },
  };
}

function maps(name: string): object {
  const map = (channels = 4) => ones([1, 4, 4, channels]);
  if (name === 'PositionAttention') return [map(), map(), map()];
  if (name === 'MaxUnpool2d') return [map(), ones([1, 4, 4, 4], 'int32')];
  if (name === 'CodewordMean') return ones([1, 2, 4]);
  return ['Concat', 'Gate', 'Sum', 'ScaledSum'].includes(name) ? [map(), map()] : map();
}

const LAYERS: Record<string, Entry> = {
  ...layer('Activation', { kind: 'relu' }),
  ...layer('AdaptiveAvgPool2d', { size: 1 }, true),
  ...layer('AvgPool2d', { size: 2 }),
  ...layer('BatchNorm', { activation: 'relu' }, true),
  ...layer('ChannelAttention', {}, true),
  ...layer('ChannelPad', { channels: 8 }),
  ...layer('ChannelShuffle', { groups: 2 }),
  ...layer('CodewordMean', {}, true),
  ...layer('Concat', {}, true),
  ...layer('ConvTranspose2d', { filters: 2, kernelSize: 2, strides: 2 }),
  ...layer('Conv2d', { filters: 2, kernelSize: 3 }),
  ...layer('Dropout', { rate: 0.1 }),
  ...layer('Encoding', { codewords: 2 }),
  ...layer('Gate', {}, true),
  ...layer('MaxPoolIndices', { size: 2 }),
  ...layer('MaxPool2d', { size: 2 }),
  ...layer('MaxUnpool2d', { size: 2 }),
  ...layer('PositionAttention', {}, true),
  ...layer('Resize', { scale: 2 }, true),
  ...layer('ScaledSum', {}, true),
  ...layer('Sum', {}, true),
  registerLayers: { valid: () => [] },
};

export const AHSP: PackageEntries = {
  entries: { AHSP: filters, register: { valid: () => [] } },
  brands: [Symbol.for('@miniseg/ahsp.error'), ops],
};

export const BLOCKS: PackageEntries = {
  entries: {
    ChannelActivation: optional,
    ChannelSlice: { valid: () => [{ start: 0, channels: 2 }] },
    ConvBlock: filters,
    DownsamplerBlock: filters,
    ExchangeEncoder: { valid: () => [stages()] },
    'ExchangeEncoder.apply': {
      valid: () => [image()],
      call: (given) => new blocks.ExchangeEncoder(stages()).apply(given),
    },
    FeatureFusionModule: filters,
    PathExchange: optional,
    PointwiseBlock: filters,
    PyramidDecoder: { valid: () => [{ filters: [8, 16] }] },
    'PyramidDecoder.apply': {
      valid: () => [new blocks.TwoPathEncoder(stages()).apply(image())],
      call: (given) => new blocks.PyramidDecoder({ filters: [8, 16] }).apply(given),
    },
    SegmentationHead: { valid: () => [{ classes: 2 }] },
    TwoPathEncoder: { valid: () => [stages()] },
    'TwoPathEncoder.apply': {
      valid: () => [image()],
      call: (given) => new blocks.TwoPathEncoder(stages()).apply(given),
    },
    Upsample: optional,
    register: { valid: () => [] },
    ...LAYERS,
  },
  brands: [Symbol.for('@miniseg/blocks.error'), Symbol.for('@miniseg/ahsp.error'), ops],
};
