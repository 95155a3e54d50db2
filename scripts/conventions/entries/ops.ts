/** Calls of `@miniseg/ops` and `@miniseg/ops/layers` that work. */
import * as ops from '@miniseg/ops';
import * as layers from '@miniseg/ops/layers';
import { ones, type Tensor4D, tensor1d, tensor2d, zeros } from '@tensorflow/tfjs-core';
import type { Entries, PackageEntries } from './walk-entries.js';

const map = (channels = 2) => ones([1, 4, 4, channels]) as Tensor4D;
const filter = (...shape: [number, number, number, number]) => ones(shape) as Tensor4D;
const channel = () => tensor1d([1, 1]);
const moments = () => ({ ...ops.batchMoments(map()) });
const parameters = () => ({ gamma: channel(), beta: channel() });

class Block extends layers.BlockLayer {
  static readonly className = 'MiniSegTestBlock';

  protected override compute([x]: Tensor4D[]): Tensor4D {
    return x;
  }

  override countMacs(): number {
    return 0;
  }
}

const entries: Entries = {
  isAccelerated: { valid: () => ['MiniSegConv2D'], fine: { 0: 'text' } },
  runAccelerated: {
    valid: () => ['Add', { a: map(), b: map() }, {}],
    fine: { 1: 'typo', 2: 'undefined null text number object array typo' },
  },
  addMaps: { valid: () => [map(), map()] },
  attentivePyramid: {
    valid: () => [
      map(),
      { dilated: [filter(3, 3, 2, 1)], attention: filter(1, 1, 2, 1), fuse: filter(1, 1, 2, 2) },
      { strides: 1 },
    ],
    fine: { 2: 'undefined object' },
  },
  avgPool2d: { valid: () => [map(), { size: 3 }], fine: { 1: 'undefined object' } },
  batchMoments: { valid: () => [map()] },
  batchNormInference: { valid: () => [map(), channel(), channel(), parameters()] },
  batchNormTraining: { valid: () => [map(), moments(), parameters()], fine: { 1: 'typo' } },
  unbiasedVariance: { valid: () => [moments()], fine: { 0: 'typo' } },
  conv2d: { valid: () => [map(), filter(3, 3, 2, 2), { strides: 2 }], fine: { 2: 'undefined object' } },
  depthwiseConv2d: {
    valid: () => [map(), filter(3, 3, 2, 1), { strides: 2 }],
    fine: { 2: 'undefined object' },
  },
  groupedPointwiseConv2d: { valid: () => [map(), filter(1, 1, 1, 2), 2] },
  prelu: { valid: () => [map(), channel()] },
  hardSigmoid: { valid: () => [map()] },
  hardSwish: { valid: () => [map()] },
  relu: { valid: () => [map()] },
  relu6: { valid: () => [map()] },
  sigmoid: { valid: () => [map()] },
  adaptiveAvgPool2d: { valid: () => [map(), 2] },
  addBias: { valid: () => [map(), channel()] },
  addBroadcast: { valid: () => [map(), map()] },
  gated: { valid: () => [map(), map()] },
  channelAttention: { valid: () => [map()] },
  channelConcat: { valid: () => [[map(), map()]] },
  channelShuffle: { valid: () => [map(), 2] },
  channelSlice: { valid: () => [map(), 0, 1] },
  channelSplit: { valid: () => [map(), [1, 1]] },
  conv2dTranspose: {
    valid: () => [map(), filter(3, 3, 2, 2), { padding: 1 }],
    fine: { 2: 'undefined object' },
  },
  transposedSize: { valid: () => [[4, 4], { strides: 2 }, [3, 3]], fine: { 1: 'object' } },
  dropout: { valid: () => [map(), { rate: 0.1 }] },
  encoding: { valid: () => [map(), tensor2d([1, 1], [1, 2]), tensor1d([1])] },
  featureMean: { valid: () => [ones([1, 2, 3])] },
  flatPoolIndices: { valid: () => [ops.maxPoolIndices(map(), { size: 2 }), [4, 4], { size: 2 }] },
  maxPoolIndices: { valid: () => [map(), { size: 2 }] },
  maxPool2d: { valid: () => [map(), { size: 2 }] },
  maxUnpool2d: { valid: () => [map(), zeros([1, 4, 4, 2]), { size: 2 }] },
  unpooledSize: { valid: () => [[4, 4], { size: 2 }] },
  padChannels: { valid: () => [map(), 3] },
  poolWindow: {
    valid: () => [[4, 4], { size: 2 }, 'block'],
    fine: { 2: 'undefined null text number object array' },
  },
  positionAttention: { valid: () => [map(), map(), map(), { scale: 1 }], fine: { 3: 'undefined object' } },
  resizeNearest: { valid: () => [map(), [8, 8]] },
  outputSize: {
    valid: () => [4, 4, ops.windowOf(3, {}, 'block'), 'block'],
    // The window is what windowOf returns.
    fine: { 0: 'number', 1: 'number', 2: 'typo', 3: 'undefined null text number object array' },
  },
  windowOf: {
    valid: () => [3, { strides: 1 }, 'block'],
    fine: { 1: 'object', 2: 'undefined null text number object array' },
  },
  resizeBilinear: { valid: () => [map(), [8, 8]] },
  // Abstract: its subclasses know the names of their options.
  BlockLayer: {
    valid: () => [{ name: 'block' }],
    call: (args) => new Block(args),
    fine: { 0: 'undefined object array typo' },
  },
  oneTensor: { valid: () => [map()] },
  pixels: { valid: () => [[1, 4, 4, 2], 'block'], fine: { 1: 'undefined null text number object array' } },
  shape4D: { valid: () => [[1, 4, 4, 2], 'block'], fine: { 1: 'undefined null text number object array' } },
  strided: { valid: () => [4, 2], fine: { 0: 'number null' } },
};

export const OPS: PackageEntries = {
  entries,
  brands: [Symbol.for('@miniseg/ops.error')],
};
