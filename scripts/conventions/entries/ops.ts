/** Calls of `@miniseg/ops` and `@miniseg/ops/layers` that work. */
import * as ops from '@miniseg/ops';
import * as layers from '@miniseg/ops/layers';
import { ones, type Tensor4D, tensor1d } from '@tensorflow/tfjs-core';
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
    fine: { 1: 'typo', 2: 'undefined text number object typo' },
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
  resizeBilinear: { valid: () => [map(), [8, 8]] },
  // Abstract: its subclasses know the names of their options.
  BlockLayer: {
    valid: () => [{ name: 'block' }],
    call: (args) => new Block(args),
    fine: { 0: 'undefined object typo' },
  },
  oneTensor: { valid: () => [map()] },
  pixels: { valid: () => [[1, 4, 4, 2], 'block'], fine: { 1: 'undefined text number object' } },
  shape4D: { valid: () => [[1, 4, 4, 2], 'block'], fine: { 1: 'undefined text number object' } },
  strided: { valid: () => [4, 2], fine: { 0: 'number' } },
};

export const OPS: PackageEntries = {
  exports: { ...ops, ...layers },
  entries,
  brands: [Symbol.for('@miniseg/ops.error')],
};
