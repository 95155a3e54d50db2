/**
 * Dense convolution with any window and its two gradients, composed of kernels that every backend has (wasm has no filter
 * gradient of its own, tfjs#8474; no backend has the gradients of a dilated convolution, tfjs#7906).
 */
import { conv2d, matMul, reshape, reverse, stack, type Tensor4D, transpose } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { inputUnderTaps } from './input-under-taps.js';
import { product } from './right-factor.js';
import { everyNth, padOrCut, zeroInsert } from './sampling.js';
import { inBatches } from './space-to-batch.js';
import { type Strategy, strategy } from './strategy.js';
import {
  bothAxes,
  explicitPadding,
  isPointwise,
  onGrid,
  outputSize,
  type Pair,
  reach,
  type Window,
} from './window.js';

type Shape = Tensor4D['shape'];

/** The forward pass alone. `how` is there for tests: it forces another backend's way. */
export function convForward(
  x: Tensor4D,
  filter: Tensor4D,
  window: Window,
  how: Strategy = strategy(),
): Tensor4D {
  const { strides, dilations } = window;
  const dilated = dilations.some((dilation) => dilation > 1);
  if (dilated && strides.some((stride) => stride > 1)) {
    return subsampled(x, window, (image, one) => convForward(image, filter, one, how));
  }
  if ([...window.before, ...window.after].some((n) => n < 0)) {
    const cut = padOrCut(x, window.before, window.after);
    return convForward(cut, filter, { ...window, before: [0, 0], after: [0, 0] }, how);
  }
  if (dilated && !how.nativeDenseDilation) {
    return inBatches(x, window, (image) => conv2d(image, filter, 1, 'valid'));
  }
  if (isPointwise(window)) return conv2d(x, filter, strides, 'valid');
  const padding = explicitPadding(window);
  return how.nativePadding
    ? conv2d(x, filter, strides, padding, 'NHWC', dilations)
    : conv2d(padOrCut(x, window.before, window.after), filter, strides, 'valid', 'NHWC', dilations);
}

/**
 * Stride and dilation together, which no backend's dense convolution takes: of an image that is subsampled first, where all
 * taps lie on the pixels that are left, or of all pixels.
 *
 * @param convolve At stride 1.
 */
export function subsampled(
  x: Tensor4D,
  window: Window,
  convolve: (image: Tensor4D, window: Window) => Tensor4D,
): Tensor4D {
  const { kernel, strides, dilations, before } = window;
  const [, height, width] = x.shape;
  const size = outputSize(height, width, window, 'A convolution');
  if (!onGrid(window)) {
    const all = convolve(x, { ...window, strides: [1, 1] });
    return everyNth(all, strides, [0, 0], size);
  }
  const grid = bothAxes((axis) => Math.ceil(x.shape[axis + 1] / strides[axis]));
  const closer = bothAxes((axis) => (kernel[axis] === 1 ? 1 : dilations[axis] / strides[axis]));
  const first = bothAxes((axis) => before[axis] / strides[axis]);
  return convolve(everyNth(x, strides, [0, 0], grid), {
    kernel,
    strides: [1, 1],
    dilations: closer,
    before: first,
    after: bothAxes(
      (axis) => size[axis] - 1 + closer[axis] * (kernel[axis] - 1) + 1 - grid[axis] - first[axis],
    ),
  });
}

/** d loss / d x: the turned kernel, its channels swapped, runs over dy spread to the input's grid. */
export function convInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: Shape,
  window: Window,
): Tensor4D {
  if (hasGradientKernels()) {
    const attributes = { ...kernelAttributes(window), inputShape };
    return runAccelerated('Conv2DBackpropInput', { dy, filter }, attributes)[0] as Tensor4D;
  }
  const size: Pair = [inputShape[1], inputShape[2]];
  const pointwise = isPointwise(window);
  const swapped = transpose(pointwise ? filter : reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return inputGradient(dy, size, window, (image, turned) => convForward(image, swapped, turned));
}

/**
 * The adjoint in the input of any convolution.
 *
 * @param convolve With the kernel turned by half a turn, at stride 1.
 */
export function inputGradient(
  dy: Tensor4D,
  size: Pair,
  window: Window,
  convolve: (image: Tensor4D, window: Window) => Tensor4D,
): Tensor4D {
  const { kernel, strides, dilations, before } = window;
  const turned = { kernel, strides: [1, 1] as Pair };
  if (onGrid(window)) {
    // Every tap meets dy's own grid: convolve first, spread afterwards.
    const grid = bothAxes((axis) => Math.ceil(size[axis] / strides[axis]));
    const closer = bothAxes((axis) => (kernel[axis] === 1 ? 1 : dilations[axis] / strides[axis]));
    const start = bothAxes((axis) => closer[axis] * (kernel[axis] - 1) - before[axis] / strides[axis]);
    const coarse = convolve(dy, {
      ...turned,
      dilations: closer,
      before: start,
      after: bothAxes(
        (axis) => grid[axis] + closer[axis] * (kernel[axis] - 1) - dy.shape[axis + 1] - start[axis],
      ),
    });
    const spread = zeroInsert(coarse, strides);
    return padOrCut(spread, [0, 0], [size[0] - spread.shape[1], size[1] - spread.shape[2]]);
  }
  const spread = zeroInsert(dy, strides);
  const span = reach(window);
  const start = bothAxes((axis) => span[axis] - before[axis]);
  return convolve(spread, {
    ...turned,
    dilations,
    before: start,
    after: bothAxes((axis) => size[axis] + span[axis] - spread.shape[axis + 1] - start[axis]),
  });
}

/** d loss / d filter, tap by tap: dw[u, v] = (input under the tap)^T dy. */
export function convFilterGradient(dy: Tensor4D, x: Tensor4D, filterShape: Shape, window: Window): Tensor4D {
  if (hasGradientKernels()) {
    const attributes = { ...kernelAttributes(window), filterShape };
    return runAccelerated('Conv2DBackpropFilter', { x, dy }, attributes)[0] as Tensor4D;
  }
  const [, , inputs, outputs] = filterShape;
  const [batch, rows, columns] = dy.shape;
  const pixels = batch * rows * columns;
  const flat = reshape(dy, [pixels, outputs]);
  const transposeFirst = strategy().transposedProduct === 'transpose';
  const taps = inputUnderTaps(x, window, [rows, columns]).map((tap) => {
    const input = reshape(tap(), [pixels, inputs]);
    return transposeFirst ? product(transpose(input), flat) : matMul(input, flat, true, false);
  });
  return reshape(stack(taps), filterShape) as Tensor4D;
}

/** Where the filter's kernel was added, the input's is good too (wasm has one of its own, which is slow). */
function hasGradientKernels(): boolean {
  return strategy().gradientKernels && isAccelerated('Conv2DBackpropFilter');
}

export function kernelAttributes(window: Window) {
  const { strides, dilations } = window;
  return { strides, dilations, pad: explicitPadding(window), dataFormat: 'NHWC' };
}
