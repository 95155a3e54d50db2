/**
 * Depthwise convolution with any stride, dilation and symmetric zero padding, also together, with a first-order gradient.
 * Paper eq. (2) and (9): the "DSConv" of MiniSeg.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { checkOptions } from './check-options.js';
import { depthwiseForward, depthwiseGradients } from './depthwise-convolution.js';
import { OpsError } from './errors.js';
import { outputSize, type PairLike, windowOf } from './window.js';
import { withGradient } from './with-gradient.js';

/** Options of `depthwiseConv2d`. */
export interface DepthwiseConv2dOptions {
  /** Step between output pixels: of both axes, or [rows, columns]. Default 1. */
  strides?: PairLike;
  /** Distance between kernel taps. Default 1. */
  dilations?: PairLike;
  /** Zeros on both sides. Default dilation (kernel - 1) / 2, for which the kernel must be odd. */
  padding?: PairLike;
}

/**
 * y[b, i, j, c] = sum over u, v of x[b, s i + d u - p, s j + d v - q, c] w[u, v, c, 0], zero outside x, with stride s,
 * dilation d and padding (p, q).
 *
 * @param x [batch, height, width, channels], float32.
 * @param filter [kernelHeight, kernelWidth, channels, 1].
 * @returns [batch, floor((height + 2 p - d (kernelHeight - 1) - 1) / s) + 1, likewise width, channels]. With the default
 *   padding that is ceil(height / s) and ceil(width / s).
 * @throws {OpsError} for other ranks, an even kernel without padding, another channel count, a multiplier other than 1, or a
 *   window that does not fit.
 * @example const y = depthwiseConv2d(x, filter, { strides: 2, dilations: 4 });
 */
export function depthwiseConv2d(
  x: Tensor4D,
  filter: Tensor4D,
  options: DepthwiseConv2dOptions = {},
): Tensor4D {
  checkOptions('depthwiseConv2d', options, { strides: 1, dilations: 1, padding: 1 });
  currentBackend();
  check4D(x, 'The input of depthwiseConv2d');
  check4D(filter, 'The filter of depthwiseConv2d');
  const window = windowOf([filter.shape[0], filter.shape[1]], options, 'depthwiseConv2d');
  if (filter.shape[2] !== x.shape[3] || filter.shape[3] !== 1) {
    throw new OpsError(
      'shape',
      `The filter of depthwiseConv2d has shape [${filter.shape}] for an input with ${x.shape[3]} channels; ` +
        `it must be [height, width, ${x.shape[3]}, 1], one kernel for each channel.`,
    );
  }
  outputSize(x.shape[1], x.shape[2], window, 'depthwiseConv2d');
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return depthwiseForward(x, filter, window);
    },
    (dy, [x, filter]) => depthwiseGradients(dy, x as Tensor4D, filter as Tensor4D, window),
  );
}
