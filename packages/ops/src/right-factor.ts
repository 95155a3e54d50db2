/** Matrix products whose right factor has a buffer of its own. */
import { matMul, type Rank, slice, type Tensor } from '@tensorflow/tfjs-core';
import { strategy } from './strategy.js';

/**
 * a b. tfjs's wasm backend keeps what it prepared for a right factor under the number of its buffer, whatever shape it had
 * then. A reshaped tensor has the buffer of its source: after a product with [16, 192], one with the same values as
 * [512, 6] is computed with 192 columns, and written past the end of its result. A copy is never mistaken.
 */
export function product<R extends Rank>(a: Tensor, b: Tensor<R>): Tensor<R> {
  const copy = strategy().copyRightFactor
    ? slice(
        b,
        b.shape.map(() => 0),
        b.shape,
      )
    : b;
  return matMul(a, copy) as Tensor<R>;
}
