/** The encoding layer of EncNet: residuals of pixels to codewords, shared out softly and summed. */
import {
  add,
  mul,
  neg,
  reshape,
  softmax,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tile,
  transpose,
} from '@tensorflow/tfjs-core';
import { byTransposed, softmaxGradient, transposedBy, vectors } from './attention-products.js';
import { check4D, currentBackend } from './check.js';
import { OpsError } from './errors.js';
import { product } from './right-factor.js';
import { withGradient } from './with-gradient.js';

/**
 * e_k = sum over pixels n of a_nk (x_n - c_k) with a_nk = softmax over k of s_k^2 |x_n - c_k|^2. The factor is inside the square, as
 * in the code that EncNet was published with; its eq. (1) has -s_k |x_n - c_k|^2.
 *
 * @param x [batch, height, width, channels], float32.
 * @param codewords c, [K, channels].
 * @param scale s, [K].
 * @returns [batch, channels, K], with the codewords last, as the channels of a map are.
 * @throws {OpsError} for other ranks or shapes that do not fit each other.
 */
export function encoding(x: Tensor4D, codewords: Tensor2D, scale: Tensor1D): Tensor3D {
  currentBackend();
  check4D(x, 'The input of encoding');
  const channels = x.shape[3];
  if (codewords.rank !== 2 || codewords.shape[1] !== channels || scale.size !== codewords.shape[0]) {
    throw new OpsError(
      'shape',
      `encoding got codewords [${codewords.shape}] and scales [${scale.shape}] for ${channels} channels; they must be ` +
        `[K, ${channels}] and [K].`,
    );
  }
  const count = codewords.shape[0];
  return withGradient(
    [x, codewords, scale],
    (save) => {
      const pixels = vectors(x);
      const shares = softmax(mul(distances(pixels, codewords), square(scale))) as Tensor3D;
      save([x, codewords, scale, shares]);
      return swapped(residuals(pixels, codewords, shares));
    },
    (given, saved) => {
      const dy = swapped(given);
      const [x, codewords, scale, shares] = saved as [Tensor4D, Tensor2D, Tensor1D, Tensor3D];
      const pixels = vectors(x);
      const words = repeated(codewords, pixels.shape[0]);
      // Through the residuals ...
      const offsets = reshape(sum(mul(dy, codewords), 2), [dy.shape[0], 1, count]);
      const dLogits = softmaxGradient(sub(byTransposed(pixels, dy), offsets), shares);
      // ... and through the distances |x|^2 - 2 x . c + |c|^2.
      const dDistances = mul(dLogits, square(scale)) as Tensor3D;
      const dPixels = add(
        product(shares, dy),
        mul(sub(mul(pixels, sum(dDistances, 2, true)), product(dDistances, words)), 2),
      );
      const held = reshape(sum(shares, 1), [dy.shape[0], count, 1]);
      const pulled = reshape(sum(dDistances, 1), [dy.shape[0], count, 1]);
      const dWords = sub(
        mul(sub(mul(pulled, codewords), transposedBy(dDistances, pixels)), 2),
        mul(held, dy),
      );
      const dScale = mul(sum(mul(dLogits, distances(pixels, codewords)), [0, 1]), mul(scale, 2));
      return [reshape(dPixels, x.shape), sum(dWords, 0), reshape(dScale, scale.shape)];
    },
  );
}

/** |x_n - c_k|^2, [batch, pixels, K]. */
function distances(pixels: Tensor3D, codewords: Tensor2D): Tensor {
  const products = byTransposed(pixels, repeated(codewords, pixels.shape[0]));
  const lengths = add(sum(square(pixels), 2, true), sum(square(codewords), 1));
  return add(lengths, mul(products, -2));
}

function residuals(pixels: Tensor3D, codewords: Tensor2D, shares: Tensor3D): Tensor3D {
  const [batch, , count] = shares.shape;
  const held = reshape(sum(shares, 1), [batch, count, 1]);
  return add(transposedBy(shares, pixels), neg(mul(held, codewords))) as Tensor3D;
}

/** [batch, K, channels] to [batch, channels, K], and back. */
function swapped(x: Tensor3D): Tensor3D {
  return transpose(x, [0, 2, 1]);
}

/** The same matrix for each image. */
function repeated(matrix: Tensor2D, batch: number): Tensor3D {
  return tile(reshape(matrix, [1, ...matrix.shape]), [batch, 1, 1]) as Tensor3D;
}
