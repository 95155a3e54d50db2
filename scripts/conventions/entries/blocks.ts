/** Calls of `@miniseg/ahsp` and `@miniseg/blocks` that work. */
import * as ahsp from '@miniseg/ahsp';
import * as blocks from '@miniseg/blocks';
import { input } from '@tensorflow/tfjs-layers';
import type { Entry, PackageEntries } from './walk-entries.js';

const optional: Entry = { valid: () => [{}], fine: { 0: 'undefined object' } };
const filters: Entry = { valid: () => [{ filters: 8 }] };
const stages = () => ({ filters: [8, 16], blocks: [1, 1] });
const image = () => input({ shape: [null, null, 3] });
const ops = Symbol.for('@miniseg/ops.error');

export const AHSP: PackageEntries = {
  exports: { ...ahsp },
  entries: { AHSP: filters, register: { valid: () => [] } },
  brands: [Symbol.for('@miniseg/ahsp.error'), ops],
};

export const BLOCKS: PackageEntries = {
  exports: { ...blocks },
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
  },
  brands: [Symbol.for('@miniseg/blocks.error'), Symbol.for('@miniseg/ahsp.error'), ops],
};
