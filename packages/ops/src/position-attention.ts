/** Attention over positions, whose matrix has a row and a column for each pixel. */
import { mul, reshape, softmax, type Tensor3D, type Tensor4D } from '@tensorflow/tfjs-core';
import { byTransposed, softmaxGradient, transposedBy, vectors } from './attention-products.js';
import { check4D, currentBackend } from './check.js';
import { check, checkOptions } from './check-options.js';
import { OpsError } from './errors.js';
import { product } from './right-factor.js';
import { withGradient } from './with-gradient.js';

/** Options of `positionAttention`. */
export interface PositionAttentionOptions {
  /** Factor of the products before the softmax, such as 1 / sqrt(channels). Default 1. */
  scale?: number;
}

/**
 * y_i = sum over all pixels j of A_ij v_j with A_ij = softmax over j of scale (q_i . k_j): DANet eq. (1) and (2), OCNet's object
 * context.
 *
 * @param query [batch, height, width, c], float32.
 * @param key [batch, any height, any width, c].
 * @param value [batch, height and width of the key, channels].
 * @returns [batch, height, width, channels].
 * @throws {OpsError} for other ranks or shapes that do not fit each other.
 */
export function positionAttention(
  query: Tensor4D,
  key: Tensor4D,
  value: Tensor4D,
  options: PositionAttentionOptions = {},
): Tensor4D {
  const { scale = 1 } = checkOptions('positionAttention', options, { scale: 1 });
  check(Number.isFinite(scale), 'scale of positionAttention', scale, 'it is a number');
  currentBackend();
  check4D(query, 'The query of positionAttention');
  check4D(key, 'The key of positionAttention');
  check4D(value, 'The value of positionAttention');
  checkFit(query, key, value);
  const [batch, height, width] = query.shape;
  const shape: Tensor4D['shape'] = [batch, height, width, value.shape[3]];
  return withGradient(
    [query, key, value],
    (save) => {
      const [q, k, v] = [query, key, value].map(vectors);
      const weights = softmax(mul(byTransposed(q, k), scale));
      save([query, key, value, weights]);
      return reshape(product(weights as Tensor3D, v), shape) as Tensor4D;
    },
    (given, [query, key, value, weights]) => {
      const [dy, q, k, v] = [given, query, key, value].map((map) => vectors(map as Tensor4D));
      const dProducts = mul(softmaxGradient(byTransposed(dy, v), weights), scale) as Tensor3D;
      return [
        reshape(product(dProducts, k), query.shape),
        reshape(transposedBy(dProducts, q), key.shape),
        reshape(transposedBy(weights as Tensor3D, dy), value.shape),
      ];
    },
  );
}

function checkFit(query: Tensor4D, key: Tensor4D, value: Tensor4D): void {
  const fits =
    query.shape[0] === key.shape[0] &&
    query.shape[3] === key.shape[3] &&
    String(key.shape.slice(0, 3)) === String(value.shape.slice(0, 3));
  if (fits) return;
  throw new OpsError(
    'shape',
    `positionAttention got a query [${query.shape}], a key [${key.shape}] and a value [${value.shape}]; query and key must ` +
      'have one number of channels, key and value one height and width, and all one batch.',
  );
}
