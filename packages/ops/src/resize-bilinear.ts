/**
 * Bilinear resizing with half-pixel centres (PyTorch's `align_corners=False`) and its exact adjoint: the gradient
 * that tfjs registers for this mode is wrong on cpu, webgl and node.
 */
import { clone, image, matMul, reshape, type Tensor4D, tensor2d } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { withGradient } from './with-gradient.js';

/**
 * Output pixel i samples the input at (i + 0.5) height / outHeight - 0.5, clamped to the image; likewise columns.
 *
 * @param x [batch, height, width, channels], float32.
 * @param size [outHeight, outWidth] in pixels.
 * @returns [batch, outHeight, outWidth, channels].
 * @throws OpsError for another rank or a size that is no whole number of at least 1.
 */
export function resizeBilinear(x: Tensor4D, size: [number, number]): Tensor4D {
  currentBackend();
  check4D(x, 'The input of resizeBilinear');
  checkPositiveInteger(size[0], 'The output height of resizeBilinear');
  checkPositiveInteger(size[1], 'The output width of resizeBilinear');
  const [batch, height, width, channels] = x.shape;
  if (height === size[0] && width === size[1]) return clone(x);
  return withGradient(
    [x],
    () =>
      isAccelerated('MiniSegResizeBilinear')
        ? (runAccelerated('MiniSegResizeBilinear', { x }, { size })[0] as Tensor4D)
        : image.resizeBilinear(x, size, false, true),
    (dy) => {
      if (isAccelerated('MiniSegResizeBilinearAdjoint')) {
        return runAccelerated('MiniSegResizeBilinearAdjoint', { dy }, { size: [height, width] });
      }
      // dx = R^T dy C: R and C are the interpolation matrices of rows and columns.
      const rows = tensor2d(interpolation(height, size[0]), [height, size[0]]);
      const columns = tensor2d(interpolation(width, size[1]), [width, size[1]]);
      const byRows = matMul(rows, reshape(dy, [batch, size[0], size[1] * channels]));
      const byColumns = matMul(columns, reshape(byRows, [batch * height, size[1], channels]));
      return [reshape(byColumns, [batch, height, width, channels])];
    },
  );
}

/** [length, outLength], row-major: how much of input element i goes into output element o. */
function interpolation(length: number, outLength: number): Float32Array {
  const weights = new Float32Array(length * outLength);
  for (let out = 0; out < outLength; out++) {
    const position = Math.min(Math.max(((out + 0.5) * length) / outLength - 0.5, 0), length - 1);
    const low = Math.floor(position);
    const high = Math.min(low + 1, length - 1);
    weights[low * outLength + out] += 1 - (position - low);
    weights[high * outLength + out] += position - low;
  }
  return weights;
}
