/** The other ops of segmentation networks; the cpu backend is their reference. */
import * as tf from '@tensorflow/tfjs-core';
import type { OpCase } from './op-case.js';
import { resizeLinear } from './resize.js';
import { sample } from './samples.js';

const IMAGE = sample([1, 9, 10, 3], 11);
const CHANNELS = [sample([3], 12), sample([3], 13)];
const POSITIVE = { shape: [3], values: Float32Array.of(0.5, 1.25, 2) };

const TIES = { ...IMAGE, values: IMAGE.values.map((value) => Math.max(0, Math.round(value))) };

type Image = tf.Tensor4D;
const of = (name: string, run: (x: tf.Tensor) => tf.Tensor, rest: Partial<OpCase> = {}): OpCase => ({
  name,
  inputs: [IMAGE],
  run: ([x]) => run(x),
  ...rest,
});

/** Further ops without answers of their own, to be compared with another backend. */
export const MORE_CASES: readonly OpCase[] = [
  {
    name: 'matMul',
    inputs: [sample([7, 5], 14), sample([5, 6], 15)],
    run: ([a, b]) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D),
  },
  {
    name: 'conv2dTranspose, 3x3, stride 2',
    inputs: [sample([1, 5, 6, 3], 16), sample([3, 3, 4, 3], 17)],
    run: ([x, w]) => tf.conv2dTranspose(x as Image, w as Image, [1, 10, 12, 4], 2, 'same'),
  },
  {
    name: 'conv2d, 5x1',
    inputs: [IMAGE, sample([5, 1, 3, 4], 18)],
    run: ([x, w]) => tf.conv2d(x as Image, w as Image, 1, 'same'),
  },
  {
    name: 'add, broadcast',
    inputs: [IMAGE, CHANNELS[0]],
    run: ([a, b]) => tf.add(a, b),
  },
  { name: 'mul, broadcast', inputs: [IMAGE, CHANNELS[0]], run: ([a, b]) => tf.mul(a, b) },
  {
    name: 'batchNorm',
    inputs: [IMAGE, CHANNELS[0], POSITIVE, CHANNELS[1], CHANNELS[0]],
    run: ([x, mean, variance, offset, scale]) =>
      tf.batchNorm(
        x as Image,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
        1e-5,
      ),
  },
  { name: 'prelu', inputs: [IMAGE, CHANNELS[0]], run: ([x, alpha]) => tf.prelu(x, alpha) },
  of('relu', tf.relu),
  of('relu6', (x) => tf.relu6(tf.mul(x, 8))),
  of('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  of('elu', tf.elu),
  of('sigmoid', tf.sigmoid),
  of('tanh', tf.tanh),
  of('exp', tf.exp),
  of('log', (x) => tf.log(tf.add(x, 2))),
  of('sqrt', (x) => tf.sqrt(tf.add(x, 2))),
  of('softmax', (x) => tf.softmax(x)),
  of('logSoftmax', (x) => tf.logSoftmax(x)),
  of('mean over pixels', (x) => tf.mean(x, [1, 2])),
  of('sum over channels', (x) => tf.sum(x, -1)),
  of('concat', (x) => tf.concat([x, tf.mul(x, 2)], 3)),
  of('slice', (x) => tf.slice(x, [0, 1, 2, 1], [1, 5, 6, 2])),
  of('split', (x) => tf.split(x, [1, 2], 3)[1]),
  of('pad', (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 2],
      [2, 0],
      [0, 0],
    ]),
  ),
  of('transpose', (x) => tf.transpose(x, [0, 3, 1, 2])),
  of('spaceToBatchND', (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 1],
        [0, 0],
      ],
    ),
  ),
  of('resizeNearestNeighbor x2', (x) => tf.image.resizeNearestNeighbor(x as Image, [18, 20])),
  of('resizeBilinear, aligned corners', (x) => tf.image.resizeBilinear(x as Image, [21, 31], true), {
    answer: (weights) => resizeLinear(IMAGE, [21, 31], weights, true),
  }),
  // Equal neighbors, as after ReLU: the gradient belongs to the first of them.
  of('maxPool, 2x2, ties', (x) => tf.maxPool(x as Image, 2, 2, 'valid'), { inputs: [TIES] }),
  of('gather', (x) => tf.gather(x, tf.tensor1d([0, 2, 2, 5], 'int32'), 1)),
  of('argMax', (x) => tf.argMax(x, -1), { differentiable: false }),
];
