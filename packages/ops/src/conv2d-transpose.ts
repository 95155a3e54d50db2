/** Transposed convolution with output padding: the adjoint of a convolution in its input, with gradients of its own. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { check4D, currentBackend } from './check.js';
import { convolver } from './convolver.js';
import { OpsError } from './errors.js';
import { bothAxes, type PairLike, pairOf, windowOf } from './window.js';
import { withGradient } from './with-gradient.js';

/** Options of `conv2dTranspose`. */
export interface Conv2DTransposeOptions {
  /** Distance between the pixels of the input on the output's grid. Default 1. */
  strides?: PairLike;
  /** Distance between the kernel's taps. Default 1. */
  dilations?: PairLike;
  /** Rows and columns that are cut on both sides. Default 0. */
  padding?: PairLike;
  /** Rows and columns more at the end, fewer than the stride or the dilation. Default 0. */
  outputPadding?: PairLike;
  /** Default 1. */
  groups?: number;
}

/**
 * Every pixel of x adds its value times the kernel to the output: y[b, s i + d u - p, s j + d v - q, o] += x[b, i, j, c]
 * w[u, v, o, c]. As PyTorch's ConvTranspose2d.
 *
 * @param x [batch, height, width, in], float32.
 * @param filter [kernelHeight, kernelWidth, out / groups, in]: tfjs's layout of a transposed convolution.
 * @returns [batch, (height - 1) s - 2 p + d (kernelHeight - 1) + outputPadding + 1, likewise width, out].
 * @throws {OpsError} for other ranks, another channel count, or sizes out of range.
 * @example const y = conv2dTranspose(x, filter, { strides: 2, padding: 1, outputPadding: 1 }); // twice as high and wide
 */
export function conv2dTranspose(
  x: Tensor4D,
  filter: Tensor4D,
  { strides = 1, dilations = 1, padding = 0, outputPadding = 0, groups = 1 }: Conv2DTransposeOptions = {},
): Tensor4D {
  currentBackend();
  check4D(x, 'The input of conv2dTranspose');
  check4D(filter, 'The filter of conv2dTranspose');
  const [kernelHeight, kernelWidth, perGroup, inputs] = filter.shape;
  const [batch, height, width, channels] = x.shape;
  const given = windowOf([kernelHeight, kernelWidth], { strides, dilations, padding }, 'conv2dTranspose');
  const extra = pairOf(outputPadding);
  // From the image of the output's size, the convolution must come back to the input's.
  const window = { ...given, after: bothAxes((axis) => given.before[axis] - extra[axis]) };
  if (inputs !== channels || !Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new OpsError(
      'shape',
      `The filter of conv2dTranspose has shape [${filter.shape}] for an input with ${channels} channels in ${groups} ` +
        `groups; its last dimension must be ${channels}, and the groups must divide it.`,
    );
  }
  const size = transposedSize([height, width], { strides, dilations, padding, outputPadding }, [
    kernelHeight,
    kernelWidth,
  ]);
  // The filter is that of the convolution whose adjoint this is, from `out` channels to `in`.
  const { forward, inputGradient, filterGradient } = convolver(window, groups, filter.shape);
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return inputGradient(x, filter, [batch, size[0], size[1], perGroup * groups]);
    },
    (dy, [x, filter]) => [forward(dy, filter as Tensor4D), filterGradient(x as Tensor4D, dy)],
  );
}

/**
 * Height and width of what `conv2dTranspose` returns.
 *
 * @throws {OpsError} for an output padding that is not smaller than the stride or the dilation, or an empty output.
 */
export function transposedSize(
  input: [number, number],
  { strides = 1, dilations = 1, padding = 0, outputPadding = 0 }: Omit<Conv2DTransposeOptions, 'groups'>,
  kernel: [number, number],
): [number, number] {
  const [s, d, p, extra] = [strides, dilations, padding, outputPadding].map(pairOf);
  const size = bothAxes((axis) => {
    if (!Number.isInteger(extra[axis]) || extra[axis] < 0 || extra[axis] >= Math.max(s[axis], d[axis])) {
      throw new OpsError(
        'invalid-argument',
        `outputPadding of conv2dTranspose is ${extra[axis]}; it must be a whole number below the stride ${s[axis]} or ` +
          `the dilation ${d[axis]}.`,
      );
    }
    return (input[axis] - 1) * s[axis] - 2 * p[axis] + d[axis] * (kernel[axis] - 1) + extra[axis] + 1;
  });
  if (size[0] < 1 || size[1] < 1) {
    throw new OpsError(
      'shape',
      `conv2dTranspose would give an image of ${size[0]}x${size[1]} from one of ${input[0]}x${input[1]}; use less padding.`,
    );
  }
  return size;
}
