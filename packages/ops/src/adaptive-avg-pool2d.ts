/** Adaptive average pooling with PyTorch's bins, which may overlap. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { avgPool, div, mul, ones, reshape } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { resample, resampleAdjoint, type Weights } from './resample.js';
import { type PairLike, pairOf } from './window.js';
import { withGradient } from './with-gradient.js';

/**
 * y[b, i, j, c] = the mean of x over the rows floor(i height / n) to ceil((i + 1) height / n) - 1 and likewise columns. With the
 * size 1 this is the global average.
 *
 * @param x [batch, height, width, channels], float32.
 * @param size [n, m] outputs; one number for both.
 * @returns [batch, n, m, channels].
 * @throws {OpsError} for another rank or a size that is no whole number of at least 1.
 */
export function adaptiveAvgPool2d(x: Tensor4D, size: PairLike): Tensor4D {
  currentBackend();
  check4D(x, 'The input of adaptiveAvgPool2d');
  const [rows, columns] = pairOf(size);
  checkPositiveInteger(rows, 'The output height of adaptiveAvgPool2d');
  checkPositiveInteger(columns, 'The output width of adaptiveAvgPool2d');
  const [batch, height, width, channels] = x.shape;
  if (rows === 1 && columns === 1) {
    return withGradient(
      [x],
      () => avgPool(x, [height, width], 1, 'valid'),
      (dy) => [mul(ones([1, height, width, 1]), div(reshape(dy, [batch, 1, 1, channels]), height * width))],
    );
  }
  const [byRows, byColumns] = [bins(height, rows), bins(width, columns)];
  return withGradient(
    [x],
    () => resample(x, byRows, byColumns),
    (dy) => [resampleAdjoint(dy, byRows, byColumns)],
  );
}

function bins(length: number, outLength: number): Weights {
  const values = new Float32Array(length * outLength);
  for (let out = 0; out < outLength; out++) {
    const first = Math.floor((out * length) / outLength);
    const end = Math.ceil(((out + 1) * length) / outLength);
    values.fill(1 / (end - first), out * length + first, out * length + end);
  }
  return { length, outLength, values };
}
