/** Nearest-neighbor resizing as PyTorch's, with its adjoint. */
import { avgPool, clone, gather, mul, type Tensor4D, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { resampleAdjoint, type Weights } from './resample.js';
import { withGradient } from './with-gradient.js';

/**
 * Output pixel i is input pixel floor(i height / outHeight), in whole numbers (tfjs's own divides first, and takes pixel 0
 * instead of 1 at 49 * (2 / 98)); likewise columns.
 *
 * @param x [batch, height, width, channels], float32.
 * @param size [outHeight, outWidth] in pixels.
 * @returns [batch, outHeight, outWidth, channels].
 * @throws {OpsError} for another rank or a size that is no whole number of at least 1.
 */
export function resizeNearest(x: Tensor4D, size: [number, number]): Tensor4D {
  currentBackend();
  check4D(x, 'The input of resizeNearest');
  checkPositiveInteger(size[0], 'The output height of resizeNearest');
  checkPositiveInteger(size[1], 'The output width of resizeNearest');
  const [, height, width] = x.shape;
  return withGradient(
    [x],
    () => {
      const along = (image: Tensor4D, axis: 1 | 2, length: number, outLength: number) =>
        length === outLength
          ? image
          : (gather(image, tensor1d(sources(length, outLength), 'int32'), axis) as Tensor4D);
      return tidy(() => clone(along(along(x, 1, height, size[0]), 2, width, size[1])));
    },
    (dy) => {
      const factors: [number, number] = [size[0] / height, size[1] / width];
      if (factors.every(Number.isInteger)) {
        // Each pixel's copies are a window of their own.
        return [mul(avgPool(dy, factors, factors, 'valid'), factors[0] * factors[1])];
      }
      return [resampleAdjoint(dy, picked(height, size[0]), picked(width, size[1]))];
    },
  );
}

function sources(length: number, outLength: number): number[] {
  return Array.from({ length: outLength }, (_, out) => Math.floor((out * length) / outLength));
}

function picked(length: number, outLength: number): Weights {
  const values = new Float32Array(length * outLength);
  for (const [out, source] of sources(length, outLength).entries()) values[out * length + source] = 1;
  return { length, outLength, values };
}
