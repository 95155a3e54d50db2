/** Gradients of pooling, composed of kernels that the backend has. */
import {
  addN,
  cast,
  div,
  equal,
  logicalAnd,
  logicalNot,
  logicalOr,
  mul,
  ones,
  type Tensor,
  type Tensor4D,
  tensor4d,
} from '@tensorflow/tfjs-core';
import { type Geometry, type PoolingAttributes, poolingGeometry } from '../geometry.js';
import { depthwiseInputGradient } from './depthwise-conv2d.js';
import { inputUnderTaps, padOrCut, spread, taps } from './images.js';

/** Each dy goes to the first tap of its window that holds the maximum. */
export function maxPoolGradient(
  { dy, input, output }: { dy: Tensor4D; input: Tensor4D; output: Tensor4D },
  attributes: PoolingAttributes,
): Tensor {
  const g = poolingGeometry(input.shape, attributes);
  const values = inputUnderTaps(input, g, Number.NEGATIVE_INFINITY);
  let taken: Tensor | undefined;
  const parts = taps(g).map(([u, v], tap) => {
    const highest = equal(values[tap], output);
    const here = taken ? logicalAnd(highest, logicalNot(taken)) : highest;
    taken = taken ? logicalOr(taken, highest) : highest;
    const apart = spread(mul(dy, cast(here, 'float32')) as Tensor4D, g.strides);
    const [row, column] = [u - g.top, v - g.left];
    return padOrCut(
      apart,
      [row, g.height - row - apart.shape[1]],
      [column, g.width - column - apart.shape[2]],
    );
  });
  return addN(parts);
}

/** Each dy is shared out equally among the pixels of its window; padding, which the forward pass does not count, gets none. */
export function avgPoolGradient(
  { dy, input }: { dy: Tensor4D; input: Tensor4D },
  attributes: PoolingAttributes,
): Tensor {
  const g = poolingGeometry(input.shape, attributes);
  return depthwiseInputGradient(
    { dy: div(dy, windowSizes(g)), filter: ones([...g.kernel, g.channels, 1]) },
    { ...attributes, inputShape: input.shape },
  );
}

/** [1, outHeight, outWidth, 1]: how many pixels of the image each window holds. */
export function windowSizes(g: Geometry): Tensor4D {
  const inside = (outputs: number, length: number, axis: 0 | 1, before: number) =>
    Array.from({ length: outputs }, (_, i) => {
      const first = i * g.strides[axis] - before;
      return Math.min(length, first + g.kernel[axis]) - Math.max(0, first);
    });
  const rows = inside(g.outHeight, g.height, 0, g.top);
  const columns = inside(g.outWidth, g.width, 1, g.left);
  const sizes = rows.flatMap((height) => columns.map((width) => Math.max(1, height * width)));
  return tensor4d(sizes, [1, g.outHeight, g.outWidth, 1]);
}
