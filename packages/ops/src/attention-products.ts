/** Products of lists of vectors, one list for each image of a batch. */
import {
  matMul,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { product } from './right-factor.js';
import { strategy } from './strategy.js';

/** The pixels of each image as the rows of a matrix: [batch, height width, channels]. */
export function vectors(x: Tensor4D): Tensor3D {
  const [batch, height, width, channels] = x.shape;
  return reshape(x, [batch, height * width, channels]) as Tensor3D;
}

/** a b^T. */
export function byTransposed(a: Tensor3D, b: Tensor3D): Tensor3D {
  return strategy().transposedProduct === 'transpose'
    ? product(a, transpose(b, [0, 2, 1]))
    : matMul(a, b, false, true);
}

/** a^T b. */
export function transposedBy(a: Tensor3D, b: Tensor3D): Tensor3D {
  return strategy().transposedProduct === 'transpose'
    ? product(transpose(a, [0, 2, 1]), b)
    : matMul(a, b, true, false);
}

/** d loss / d logits from d loss / d y of y = softmax(logits) along the last axis. */
export function softmaxGradient(dy: Tensor, y: Tensor): Tensor {
  const product = mul(dy, y);
  return sub(product, mul(y, sum(product, -1, true)));
}
