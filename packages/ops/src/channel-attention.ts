/** Attention over channels, whose matrix has a row and a column for each channel. */
import { add, neg, reshape, softmax, type Tensor3D, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { byTransposed, softmaxGradient, transposedBy, vectors } from './attention-products.js';
import { check4D, currentBackend } from './check.js';
import { product } from './right-factor.js';
import { withGradient } from './with-gradient.js';

/**
 * y_c = sum over channels d of A_cd x_d with A_cd = softmax over d of -(x_c . x_d), the products over all pixels: DANet's channel
 * attention as its authors run it, in which the least similar channel weighs most. (They subtract the products from each row's
 * largest one, of which a softmax sees nothing.)
 *
 * @param x [batch, height, width, channels], float32.
 * @returns The shape of x.
 * @throws {OpsError} for another rank.
 */
export function channelAttention(x: Tensor4D): Tensor4D {
  currentBackend();
  check4D(x, 'The input of channelAttention');
  return withGradient(
    [x],
    (save) => {
      const pixels = vectors(x);
      const weights = softmax(neg(transposedBy(pixels, pixels)));
      save([x, weights]);
      return reshape(byTransposed(pixels, weights), x.shape) as Tensor4D;
    },
    (given, [x, saved]) => {
      const [dy, pixels, weights] = [vectors(given), vectors(x as Tensor4D), saved as Tensor3D];
      const dProducts = neg(softmaxGradient(transposedBy(dy, pixels), weights)) as Tensor3D;
      // x is both factors of the products.
      const both = add(dProducts, transpose(dProducts, [0, 2, 1])) as Tensor3D;
      return [reshape(add(product(dy, weights), product(pixels, both)), x.shape)];
    },
  );
}
