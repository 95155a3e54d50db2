/**
 * What backends are known to get wrong, each with its answer in plain JavaScript: dilation, padding, stride 2, how
 * average pooling counts, max pooling of negatives, half-pixel resizing, and the gradients of all of them.
 */
import {
  add,
  avgPool,
  conv2d,
  depthwiseConv2d,
  engine,
  image,
  matMul,
  maxPool,
  type NamedAttrMap,
  type NamedTensorMap,
  reshape,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { OpCase, Sample } from './op-case.js';
import { resizeLinear } from './resize.js';
import { sample } from './samples.js';
import { convolve, pool, type Window } from './windows.js';

const kernel = (name: string, inputs: NamedTensorMap, attributes: NamedAttrMap) =>
  engine().runKernel(name, inputs, attributes) as Tensor;

/** Symmetric padding in the form that conv2d takes; 'valid' where there is none. */
function explicit({ before, after }: Window): 'valid' | [[0, 0], [number, number], [number, number], [0, 0]] {
  return before + after === 0
    ? 'valid'
    : [
        [0, 0],
        [before, after],
        [before, after],
        [0, 0],
      ];
}

const window = (size: number, rest: Partial<Window> = {}): Window => ({
  size,
  stride: 1,
  dilation: 1,
  before: 0,
  after: 0,
  ...rest,
});
const padded = (size: number, dilation = 1, stride = 1) => {
  const padding = ((size - 1) / 2) * dilation;
  return window(size, { dilation, stride, before: padding, after: padding });
};

const IMAGE = sample([1, 9, 10, 3], 1);
const NUMBER = sample([1, 1], 7);
const COLUMN = sample([4, 1], 8);

/** tfjs's names of the ops and of the kernels of their gradients. */
const CONVOLUTIONS = {
  conv2d: { op: conv2d, gradients: 'Conv2DBackprop' },
  depthwiseConv2d: { op: depthwiseConv2d, gradients: 'DepthwiseConv2dNativeBackprop' },
};

function convolution(
  kind: keyof typeof CONVOLUTIONS,
  name: string,
  filter: Sample,
  over: Window,
  essential?: OpCase['essential'],
): OpCase {
  const { op, gradients } = CONVOLUTIONS[kind];
  const pad = explicit(over);
  return {
    name: `${kind}, ${name}`,
    inputs: [IMAGE, filter],
    essential,
    run: ([x, w]) => op(x as Tensor4D, w as Tensor4D, over.stride, pad, 'NHWC', over.dilation),
    answer: (weights) => convolve(IMAGE, filter, over, weights, kind === 'depthwiseConv2d'),
    backward: ([x, w], _, dy) => {
      const strides = [over.stride, over.stride];
      const dilations = [over.dilation, over.dilation];
      const attributes = { strides, dilations, pad, dataFormat: 'NHWC' };
      return [
        kernel(`${gradients}Input`, { dy, filter: w }, { ...attributes, inputShape: x.shape }),
        kernel(`${gradients}Filter`, { x, dy }, { ...attributes, filterShape: w.shape }),
      ];
    },
  };
}

/** Below zero everywhere: a running maximum that starts at zero, or just above, shows. */
const NEGATIVE: Sample = { ...IMAGE, values: IMAGE.values.map((value) => value - 2) };
const SAME = window(3, { before: 1, after: 1 });

/** Ops with known right answers: those that segmentation networks use and that backends got wrong. */
export const KNOWN_CASES: readonly OpCase[] = [
  convolution('conv2d', '3x3', sample([3, 3, 3, 4], 2), window(3), 'gradient too'),
  convolution('conv2d', '1x1', sample([1, 1, 3, 5], 3), window(1), 'gradient too'),
  convolution('conv2d', '3x3, padding 1', sample([3, 3, 3, 4], 2), padded(3), 'forward'),
  convolution('conv2d', '3x3, padding 1, stride 2', sample([3, 3, 3, 4], 2), padded(3, 1, 2)),
  convolution('conv2d', '3x3, dilation 2', sample([3, 3, 3, 4], 2), padded(3, 2)),
  convolution('depthwiseConv2d', '3x3', sample([3, 3, 3, 1], 4), window(3), 'gradient too'),
  convolution('depthwiseConv2d', '3x3, multiplier 2', sample([3, 3, 3, 2], 5), window(3)),
  convolution('depthwiseConv2d', '3x3, padding 1', sample([3, 3, 3, 1], 4), padded(3)),
  convolution('depthwiseConv2d', '5x5, padding 2, stride 2', sample([5, 5, 3, 1], 6), padded(5, 1, 2)),
  convolution('depthwiseConv2d', '3x3, dilation 2', sample([3, 3, 3, 1], 4), padded(3, 2)),
  {
    name: 'avgPool, 3x3, same',
    inputs: [IMAGE],
    run: ([x]) => avgPool(x as Tensor4D, 3, 1, 'same'),
    answer: (weights) => pool('avg', IMAGE, SAME, weights),
    backward: ([input], _, dy) => [
      kernel('AvgPoolGrad', { dy, input }, { filterSize: [3, 3], strides: [1, 1], pad: 'same' }),
    ],
  },
  {
    name: 'avgPool, 3x3, padding 1, stride 2',
    inputs: [IMAGE],
    run: ([x]) => avgPool(x as Tensor4D, 3, 2, 1),
    answer: (weights) => pool('avg', IMAGE, padded(3, 1, 2), weights),
    backward: ([input], _, dy) => [
      kernel('AvgPoolGrad', { dy, input }, { filterSize: [3, 3], strides: [2, 2], pad: 1 }),
    ],
  },
  {
    name: 'maxPool, 2x2, all negative',
    inputs: [NEGATIVE],
    run: ([x]) => maxPool(x as Tensor4D, 2, 2, 'valid'),
    answer: (weights) => pool('max', NEGATIVE, window(2, { stride: 2 }), weights),
    backward: ([input], output, dy) => [
      kernel('MaxPoolGrad', { dy, input, output }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' }),
    ],
  },
  {
    name: 'resizeBilinear, half-pixel centers',
    inputs: [IMAGE],
    run: ([x]) => image.resizeBilinear(x as Tensor4D, [21, 31], false, true),
    answer: (weights) => resizeLinear(IMAGE, [21, 31], weights),
    backward: ([images], _, dy) => [
      kernel(
        'ResizeBilinearGrad',
        { images, dy },
        { alignCorners: false, halfPixelCenters: true, size: [21, 31] },
      ),
    ],
  },
  {
    // In this order a backend that takes the row for the column it was writes too little, never past the end.
    name: 'matMul, a right factor in two shapes',
    inputs: [NUMBER, COLUMN],
    differentiable: false,
    run: ([a, b]) => add(matMul(reshape(b, [1, 4]), b), matMul(a, reshape(b, [1, 4]))),
    answer: () => {
      const squares = COLUMN.values.reduce((sum, value) => sum + value * value, 0);
      return { output: COLUMN.values.map((value) => squares + NUMBER.values[0] * value), gradients: [] };
    },
  },
];
