/** The ops of `@miniseg/ops` that networks other than MiniSeg are made of, checked as those of MiniSeg are. */
import type { OpCase, Sample } from '@miniseg/backends';
import {
  adaptiveAvgPool2d,
  addBroadcast,
  addMaps,
  avgPool2d,
  channelAttention,
  channelConcat,
  channelShuffle,
  channelSplit,
  conv2d,
  conv2dTranspose,
  depthwiseConv2d,
  encoding,
  gated,
  hardSigmoid,
  hardSwish,
  maxPool2d,
  maxPoolIndices,
  maxUnpool2d,
  padChannels,
  positionAttention,
  relu6,
  resizeBilinear,
  resizeNearest,
} from '@miniseg/ops';
import { type Tensor1D, type Tensor2D, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { sample } from './samples.js';

const IMAGE = sample([1, 9, 10, 4], 1);
/** Many equal neighbors, as after ReLU. */
const TIES: Sample = { ...IMAGE, values: IMAGE.values.map((value) => Math.max(0, Math.round(2 * value))) };
const WIDE: Sample = { ...IMAGE, values: IMAGE.values.map((value) => 5 * value) };

const of = (name: string, run: (x: Tensor4D) => Tensor4D, input: Sample = IMAGE): OpCase => ({
  name,
  inputs: [input],
  run: ([x]) => run(x as Tensor4D),
});

const filtered = (name: string, filter: Sample, run: (x: Tensor4D, w: Tensor4D) => Tensor4D): OpCase => ({
  name,
  inputs: [IMAGE, filter],
  run: ([x, w]) => run(x as Tensor4D, w as Tensor4D),
});

const CONVOLUTIONS: readonly OpCase[] = [
  filtered('conv2d, 5x1', sample([5, 1, 4, 3], 11), (x, w) => conv2d(x, w)),
  filtered('conv2d, 1x3, dilation 5', sample([1, 3, 4, 3], 12), (x, w) => conv2d(x, w, { dilations: 5 })),
  filtered('conv2d, 3x3, dilation 2', sample([3, 3, 4, 3], 13), (x, w) => conv2d(x, w, { dilations: 2 })),
  filtered('conv2d, 3x3, stride 2, dilation 3', sample([3, 3, 4, 3], 14), (x, w) =>
    conv2d(x, w, { strides: 2, dilations: 3 }),
  ),
  filtered('conv2d, 2x2, stride 2', sample([2, 2, 4, 3], 15), (x, w) =>
    conv2d(x, w, { strides: 2, padding: 0 }),
  ),
  filtered('conv2d, 3x3, stride 2, padding 2', sample([3, 3, 4, 3], 16), (x, w) =>
    conv2d(x, w, { strides: 2, padding: 2 }),
  ),
  filtered('conv2d, 3x3, 2 groups', sample([3, 3, 2, 6], 17), (x, w) => conv2d(x, w, { groups: 2 })),
  filtered('depthwiseConv2d, 5x5, stride 2, padding 1', sample([5, 5, 4, 1], 18), (x, w) =>
    depthwiseConv2d(x, w, { strides: 2, padding: 1 }),
  ),
  filtered('conv2dTranspose, 2x2, stride 2', sample([2, 2, 3, 4], 19), (x, w) =>
    conv2dTranspose(x, w, { strides: 2 }),
  ),
  filtered('conv2dTranspose, 3x3, stride 2, output padding', sample([3, 3, 3, 4], 20), (x, w) =>
    conv2dTranspose(x, w, { strides: 2, padding: 1, outputPadding: 1 }),
  ),
];

const POOLING: readonly OpCase[] = [
  of('maxPool2d, 3x3, stride 2, padding 1', (x) => maxPool2d(x, { size: 3, strides: 2, padding: 1 })),
  of('maxPool2d, 3x3, ceiling', (x) => maxPool2d(x, { size: 3, strides: 2, ceilMode: true })),
  of(
    'maxPool2d and maxPoolIndices, 2x2, ties',
    (x) => addMaps(maxPool2d(x, { size: 2 }), maxPoolIndices(x, { size: 2 })),
    TIES,
  ),
  {
    name: 'maxUnpool2d, 2x2',
    inputs: [sample([1, 4, 5, 4], 21)],
    run: ([x]) => {
      const indices = maxPoolIndices(tensor4d(TIES.values, [1, 9, 10, 4]), { size: 2 });
      return maxUnpool2d(x as Tensor4D, indices, { size: 2, outputSize: [9, 10] });
    },
  },
  of('avgPool2d, 2x2, stride 2', (x) => avgPool2d(x, { size: 2, strides: 2, padding: 0 })),
  of('avgPool2d, padding not counted', (x) => avgPool2d(x, { strides: 2, countIncludePad: false })),
  of('adaptiveAvgPool2d to 1x1', (x) => adaptiveAvgPool2d(x, 1)),
  of('adaptiveAvgPool2d to 6x6', (x) => adaptiveAvgPool2d(x, 6)),
];

const OTHERS: readonly OpCase[] = [
  of('resizeBilinear, aligned corners', (x) => resizeBilinear(x, [21, 31], { alignCorners: true })),
  of('resizeNearest to 21x31', (x) => resizeNearest(x, [21, 31])),
  of('channelShuffle, 2 groups', (x) => channelShuffle(x, 2)),
  of('channelSplit and channelConcat', (x) => {
    const [left, right] = channelSplit(x, [1, 3]);
    return channelConcat([right, left]);
  }),
  of('padChannels', (x) => padChannels(x, 7)),
  of('relu6', relu6, WIDE),
  of('hardSigmoid', hardSigmoid, WIDE),
  of('hardSwish', hardSwish, WIDE),
  filtered('gated, channels', sample([1, 1, 1, 4], 22), gated),
  filtered('gated, pixels', sample([1, 9, 10, 1], 23), gated),
  filtered('addBroadcast, channels', sample([1, 1, 1, 4], 24), addBroadcast),
  {
    name: 'positionAttention',
    inputs: [IMAGE, sample([1, 9, 10, 4], 25), sample([1, 9, 10, 5], 26)],
    run: ([q, k, v]) => positionAttention(q as Tensor4D, k as Tensor4D, v as Tensor4D, { scale: 0.5 }),
  },
  of('channelAttention', channelAttention, sample([1, 3, 3, 4], 27)),
  {
    name: 'encoding',
    inputs: [IMAGE, sample([3, 4], 28), sample([3], 29)],
    run: ([x, words, scale]) => encoding(x as Tensor4D, words as Tensor2D, scale as Tensor1D),
  },
];

export const NETWORK_CASES: readonly OpCase[] = [...CONVOLUTIONS, ...POOLING, ...OTHERS];
