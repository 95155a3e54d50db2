/**
 * Bilinear resizing and its exact adjoint: with half-pixel centers (PyTorch's `align_corners=False`), whose gradient in tfjs is
 * wrong on cpu, webgl and node, or with aligned corners.
 */
import { clone, image, type Tensor4D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkPositiveInteger, currentBackend } from './check.js';
import { check, checkOptions } from './check-options.js';
import { interpolation, resampleAdjoint } from './resample.js';
import { withGradient } from './with-gradient.js';

/** Of graphics cards, for half-pixel centers alone. */
const FORWARD = 'MiniSegResizeBilinear';

/** Options of `resizeBilinear`. */
export interface ResizeBilinearOptions {
  /** Whether the corner pixels of both images lie on each other. Default false: the corners of the pixels do. */
  alignCorners?: boolean;
}

/**
 * Output pixel i samples the input at (i + 0.5) height / outHeight - 0.5, clamped to the image; with aligned corners at
 * i (height - 1) / (outHeight - 1), or at 0 for one output; likewise columns.
 *
 * @param x [batch, height, width, channels], float32.
 * @param size [outHeight, outWidth] in pixels.
 * @returns [batch, outHeight, outWidth, channels].
 * @throws {OpsError} for another rank or a size that is no whole number of at least 1.
 */
export function resizeBilinear(
  x: Tensor4D,
  size: [number, number],
  options: ResizeBilinearOptions = {},
): Tensor4D {
  const { alignCorners = false } = checkOptions('resizeBilinear', options, { alignCorners: 1 });
  currentBackend();
  check4D(x, 'The input of resizeBilinear');
  check(Array.isArray(size), 'The size of resizeBilinear', size, 'it must be [height, width] in pixels');
  checkPositiveInteger(size[0], 'The output height of resizeBilinear');
  checkPositiveInteger(size[1], 'The output width of resizeBilinear');
  const [, height, width] = x.shape;
  return withGradient(
    [x],
    () =>
      height === size[0] && width === size[1]
        ? clone(x)
        : !alignCorners && isAccelerated(FORWARD)
          ? (runAccelerated(FORWARD, { x }, { size })[0] as Tensor4D)
          : image.resizeBilinear(x, size, alignCorners, !alignCorners),
    (dy) => {
      if (height === size[0] && width === size[1]) return [clone(dy)];
      // So is the adjoint of a backend that has it; wasm's knows both.
      if (isAccelerated('MiniSegResizeBilinearAdjoint') && !(alignCorners && isAccelerated(FORWARD))) {
        return runAccelerated(
          'MiniSegResizeBilinearAdjoint',
          { dy },
          { size: [height, width], alignCorners },
        );
      }
      const weights = (length: number, outLength: number) =>
        interpolation(length, outLength, (out) => {
          if (!alignCorners) return ((out + 0.5) * length) / outLength - 0.5;
          return outLength > 1 ? (out * (length - 1)) / (outLength - 1) : 0;
        });
      return [resampleAdjoint(dy, weights(height, size[0]), weights(width, size[1]))];
    },
  );
}
