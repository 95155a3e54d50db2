/** The ops of `@miniseg/ops`, which have to be right on every backend, forward and backward. */
import type { OpCase, Sample } from '@miniseg/backends';
import {
  avgPool2d,
  batchMoments,
  batchNormTraining,
  conv2d,
  depthwiseConv2d,
  groupedPointwiseConv2d,
  prelu,
  resizeBilinear,
} from '@miniseg/ops';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { NETWORK_CASES } from './network-cases.js';
import { sample } from './samples.js';

const IMAGE = sample([1, 9, 10, 4], 1);
const FILTER = sample([3, 3, 4, 1], 2);
const SCALE: Sample = { shape: [4], values: Float32Array.of(0.5, 1, 1.5, -1) };
const OFFSET = sample([4], 3);

const depthwise = (strides: number, dilations: number): OpCase => ({
  name: `depthwiseConv2d, stride ${strides}, dilation ${dilations}`,
  inputs: [IMAGE, FILTER],
  run: ([x, w]) => depthwiseConv2d(x as Tensor4D, w as Tensor4D, { strides, dilations }),
});

export const OWN_CASES: readonly OpCase[] = [
  {
    name: 'conv2d, 3x3, stride 2',
    inputs: [IMAGE, sample([3, 3, 4, 5], 4)],
    run: ([x, w]) => conv2d(x as Tensor4D, w as Tensor4D, { strides: 2 }),
  },
  {
    name: 'conv2d, 1x1',
    inputs: [IMAGE, sample([1, 1, 4, 5], 5)],
    run: ([x, w]) => conv2d(x as Tensor4D, w as Tensor4D),
  },
  ...[1, 2, 4].flatMap((dilations) => [depthwise(1, dilations), depthwise(2, dilations)]),
  {
    name: 'groupedPointwiseConv2d, 2 groups',
    inputs: [IMAGE, sample([1, 1, 2, 6], 6)],
    run: ([x, w]) => groupedPointwiseConv2d(x as Tensor4D, w as Tensor4D, 2),
  },
  {
    name: 'avgPool2d, 3x3, stride 2',
    inputs: [IMAGE],
    run: ([x]) => avgPool2d(x as Tensor4D, { strides: 2 }),
  },
  {
    name: 'resizeBilinear to 21x31',
    inputs: [IMAGE],
    run: ([x]) => resizeBilinear(x as Tensor4D, [21, 31]),
  },
  { name: 'prelu', inputs: [IMAGE, OFFSET], run: ([x, alpha]: Tensor[]) => prelu(x as Tensor4D, alpha) },
  {
    name: 'batchNormTraining',
    inputs: [IMAGE, SCALE, OFFSET],
    run: ([x, gamma, beta]) => {
      const moments = batchMoments(x as Tensor4D);
      return batchNormTraining(x as Tensor4D, moments, { gamma, beta });
    },
  },
  ...NETWORK_CASES,
];
