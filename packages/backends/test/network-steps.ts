/** The kernels that networks other than MiniSeg train with, forward and backward, as bytes. */
import {
  avgPool2d,
  conv2d,
  conv2dTranspose,
  hardSwish,
  maxPool2d,
  maxPoolIndices,
  maxUnpool2d,
  relu6,
  resizeBilinear,
} from '@miniseg/ops';
import * as tf from '@tensorflow/tfjs-core';

const image = (channels: number, seed: number) =>
  tf.randomNormal([2, 40, 36, channels], 0, 1, 'float32', seed) as tf.Tensor4D;
const filter = (shape: [number, number, number, number], seed: number) =>
  tf.randomNormal(shape, 0, 0.2, 'float32', seed) as tf.Tensor4D;

type Op = (...inputs: tf.Tensor4D[]) => tf.Tensor4D;

const OPS: Record<string, () => [Op, ...tf.Tensor4D[]]> = {
  dilated: () => [(x, w) => conv2d(x, w, { dilations: 3 }), image(8, 1), filter([3, 3, 8, 12], 2)],
  grouped: () => [(x, w) => conv2d(x, w, { groups: 3 }), image(12, 3), filter([1, 1, 4, 24], 4)],
  'grouped 3x3': () => [(x, w) => conv2d(x, w, { groups: 2 }), image(8, 5), filter([3, 3, 4, 6], 6)],
  strided: () => [(x, w) => conv2d(x, w, { strides: 2 }), image(8, 7), filter([5, 3, 8, 6], 8)],
  transposed: () => [
    (x, w) => conv2dTranspose(x, w, { strides: 2, padding: 1, outputPadding: 1 }),
    image(6, 9),
    filter([3, 3, 5, 6], 10),
  ],
  pooled: () => [(x) => maxPool2d(x, { size: 3, strides: 2, padding: 1 }), image(5, 11)],
  unpooled: () => [
    (x) => {
      const pooled = maxPool2d(x, { size: 2 });
      return maxUnpool2d(pooled, maxPoolIndices(x, { size: 2 }), { size: 2 });
    },
    image(5, 12),
  ],
  averaged: () => [(x) => avgPool2d(x, { strides: 2 }), image(7, 13)],
  clamped: () => [(x) => relu6(hardSwish(x)), image(16, 14)],
  resized: () => [(x) => resizeBilinear(x, [55, 71], { alignCorners: true }), image(4, 15)],
};

/** Of each op: its output, then the gradients of a weighted sum of it. */
export async function networkSteps(): Promise<Record<string, number[][]>> {
  const results: Record<string, number[][]> = {};
  for (const [name, make] of Object.entries(OPS)) {
    const tensors = tf.tidy(() => {
      const [op, ...inputs] = make();
      const y = op(...inputs);
      const weights = tf.randomNormal(y.shape, 0, 1, 'float32', 99);
      const loss = (...x: tf.Tensor[]) => tf.sum(tf.mul(op(...(x as tf.Tensor4D[])), weights));
      return [y, ...tf.grads(loss)(inputs)];
    });
    results[name] = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
    tf.dispose(tensors);
  }
  return results;
}
