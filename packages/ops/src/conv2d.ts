/** Convolution with any kernel, stride, dilation, symmetric padding and number of groups, with its gradient. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { checkOptions } from './check-options.js';
import { runConv2DKernel } from './conv2d-kernel.js';
import { convolver } from './convolver.js';
import { OpsError } from './errors.js';
import { outputSize, type PairLike, windowOf } from './window.js';
import { withGradient } from './with-gradient.js';

/** Options of `conv2d`. */
export interface Conv2DOptions {
  /** Step between output pixels: of both axes, or [rows, columns]. Default 1. */
  strides?: PairLike;
  /** Distance between the kernel's taps. Default 1. */
  dilations?: PairLike;
  /** Zeros on both sides, as PyTorch counts. Default dilation (kernel - 1) / 2, for which the kernel must be odd. */
  padding?: PairLike;
  /** Outputs of group k see the k-th part of the inputs alone. Default 1. */
  groups?: number;
}

/**
 * y[b, i, j, o] = sum over u, v, c of x[b, s i + d u - p, s j + d v - q, c] w[u, v, c, o], zero outside x, with stride s,
 * dilation d and padding (p, q); c runs over the inputs of o's group. tfjs's `same` padding is asymmetric at stride 2; this
 * one never is.
 *
 * @param x [batch, height, width, in], float32.
 * @param filter [kernelHeight, kernelWidth, in / groups, out]; the outputs of one group lie next to each other.
 * @returns [batch, floor((height + 2 p - d (kernelHeight - 1) - 1) / s) + 1, likewise width, out].
 * @throws {OpsError} for other ranks, another channel count, groups that do not divide the channels, an even kernel without
 *   padding, or a window that does not fit.
 * @example const y = conv2d(x, filter, { strides: [2, 1], dilations: 2, padding: [2, 0] });
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: Conv2DOptions = {}): Tensor4D {
  checkOptions('conv2d', options, { strides: 1, dilations: 1, padding: 1, groups: 1 });
  const { groups = 1, ...rest } = options;
  currentBackend();
  check4D(x, 'The input of conv2d');
  check4D(filter, 'The filter of conv2d');
  const [kernelHeight, kernelWidth, perGroup, outputs] = filter.shape;
  const window = windowOf([kernelHeight, kernelWidth], rest, 'conv2d');
  const channels = x.shape[3];
  checkGroups(channels, perGroup, outputs, groups, filter.shape);
  outputSize(x.shape[1], x.shape[2], window, 'conv2d');
  const y = groups === 1 ? runConv2DKernel(x, filter, window) : undefined;
  if (y) return y;
  const { forward, inputGradient, filterGradient } = convolver(window, groups, filter.shape);
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return forward(x, filter);
    },
    (dy, [x, filter]) => [
      inputGradient(dy, filter as Tensor4D, x.shape as Tensor4D['shape']),
      filterGradient(dy, x as Tensor4D),
    ],
  );
}

function checkGroups(
  channels: number,
  perGroup: number,
  outputs: number,
  groups: number,
  shape: number[],
): void {
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0 || outputs % groups !== 0) {
    throw new OpsError(
      'shape',
      `groups of conv2d is ${groups} for ${channels} input and ${outputs} output channels; it must be a whole number ` +
        'that divides both.',
    );
  }
  if (perGroup * groups !== channels) {
    throw new OpsError(
      'shape',
      `The filter of conv2d has shape [${shape}] for an input with ${channels} channels${groups > 1 ? ` in ${groups} groups` : ''}; ` +
        `its third dimension must be ${channels / groups}.`,
    );
  }
}
