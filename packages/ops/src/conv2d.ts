/**
 * Vanilla and pointwise convolution with symmetric padding, with a gradient composed of kernels that every backend
 * has (wasm has no filter gradient of its own, tfjs#8474).
 */

import {
  conv2d as coreConv2d,
  matMul,
  pad,
  reshape,
  reverse,
  stack,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { check4D, checkOddKernel, checkPositiveInteger, currentBackend } from './check.js';
import { checkOptions } from './check-options.js';
import { runConv2DKernel } from './conv2d-kernel.js';
import { OpsError } from './errors.js';
import { imagePadding, inputUnderTaps } from './input-under-taps.js';
import { zeroInsert } from './sampling.js';
import { strategy } from './strategy.js';
import { withGradient } from './with-gradient.js';

/** Options of `conv2d`. */
export interface Conv2DOptions {
  /** Step between output pixels, both axes. Default 1. */
  strides?: number;
}

/**
 * y[b, i, j, o] = sum over u, v, c of x[b, s i + u - p, s j + v - q, c] w[u, v, c, o], zero outside x, with
 * stride s and (p, q) the kernel's center. tfjs's `same` padding is asymmetric at stride 2; this one never is.
 *
 * @param x [batch, height, width, in], float32.
 * @param filter [kernelHeight, kernelWidth, in, out], odd kernel sizes.
 * @returns [batch, ceil(height / s), ceil(width / s), out].
 * @throws {OpsError} for other ranks, even kernels or another channel count.
 */
export function conv2d(x: Tensor4D, filter: Tensor4D, options: Conv2DOptions = {}): Tensor4D {
  const { strides = 1 } = checkOptions('conv2d', options, { strides: 1 });
  currentBackend();
  check4D(x, 'The input of conv2d');
  check4D(filter, 'The filter of conv2d');
  checkOddKernel(filter, 'The filter of conv2d');
  checkPositiveInteger(strides, 'strides of conv2d');
  if (filter.shape[2] !== x.shape[3]) {
    throw new OpsError(
      'shape',
      `The filter of conv2d has shape [${filter.shape}] for an input with ${x.shape[3]} channels; ` +
        `its third dimension must be ${x.shape[3]}.`,
    );
  }
  const gradients = { input: convInputGradient, filter: convFilterGradient };
  const y = runConv2DKernel(x, filter, strides, gradients);
  if (y) return y;
  return withGradient(
    [x, filter],
    (save) => {
      save([x, filter]);
      return convForward(x, filter, strides);
    },
    (dy, [x, filter]) => [
      convInputGradient(dy, filter as Tensor4D, x.shape as Tensor4D['shape'], strides),
      convFilterGradient(dy, x as Tensor4D, filter.shape as Tensor4D['shape'], strides),
    ],
  );
}

export function convForward(x: Tensor4D, filter: Tensor4D, stride: number): Tensor4D {
  if (filter.shape[0] === 1 && filter.shape[1] === 1) return coreConv2d(x, filter, stride, 'valid');
  const padding = imagePadding(filter.shape, 1);
  return strategy().nativePadding
    ? coreConv2d(x, filter, stride, padding)
    : coreConv2d(pad(x, padding), filter, stride, 'valid');
}

/** d loss / d x: the turned kernel, its channels swapped, runs over dy spread to the input's grid. */
export function convInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: Tensor4D['shape'],
  stride: number,
): Tensor4D {
  if (hasGradientKernels()) {
    const attributes = { ...kernelAttributes(filter.shape, stride), inputShape };
    return runAccelerated('Conv2DBackpropInput', { dy, filter }, attributes)[0] as Tensor4D;
  }
  const [, height, width] = inputShape;
  const pointwise = filter.shape[0] === 1 && filter.shape[1] === 1;
  const swapped = transpose(pointwise ? filter : reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  if (pointwise) return zeroInsert(convForward(dy, swapped, 1), stride, [height, width]);
  return convForward(zeroInsert(dy, stride, [height, width]), swapped, 1);
}

/** d loss / d filter, tap by tap: dw[u, v] = (input under the tap)^T dy. */
export function convFilterGradient(
  dy: Tensor4D,
  x: Tensor4D,
  [kernelHeight, kernelWidth, inputs, outputs]: Tensor4D['shape'],
  stride: number,
): Tensor4D {
  const filterShape: Tensor4D['shape'] = [kernelHeight, kernelWidth, inputs, outputs];
  if (hasGradientKernels()) {
    const attributes = { ...kernelAttributes(filterShape, stride), filterShape };
    return runAccelerated('Conv2DBackpropFilter', { x, dy }, attributes)[0] as Tensor4D;
  }
  const [batch, rows, columns] = dy.shape;
  const pixels = batch * rows * columns;
  const flat = reshape(dy, [pixels, outputs]);
  const transposeFirst = strategy().transposedProduct === 'transpose';
  const taps = inputUnderTaps(x, [kernelHeight, kernelWidth], [rows, columns], stride, 1).map((tap) => {
    const input = reshape(tap(), [pixels, inputs]);
    return transposeFirst ? matMul(transpose(input), flat) : matMul(input, flat, true, false);
  });
  return reshape(stack(taps), filterShape) as Tensor4D;
}

/**
 * Whether the backend has fast kernels for both gradients. Only the filter's is asked for: where `@miniseg/backends` has
 * added it, the input's was replaced as well, and wasm's own kernel for the input is slow.
 */
function hasGradientKernels(): boolean {
  return strategy().gradientKernels && isAccelerated('Conv2DBackpropFilter');
}

function kernelAttributes(filterShape: number[], stride: number) {
  return { strides: [stride, stride], pad: imagePadding(filterShape, 1), dataFormat: 'NHWC' };
}
