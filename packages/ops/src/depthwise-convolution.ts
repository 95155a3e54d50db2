/** Depthwise convolution with any window and its two gradients, composed of kernels that every backend has. */
import {
  depthwiseConv2d,
  mul,
  reshape,
  reverse,
  stack,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { inputGradient, kernelAttributes, subsampled } from './convolution.js';
import { inputUnderTaps } from './input-under-taps.js';
import { pixelSum } from './pixel-sum.js';
import { padOrCut } from './sampling.js';
import { inBatches } from './space-to-batch.js';
import { type Strategy, strategy } from './strategy.js';
import { explicitPadding, plainSteps, type Window } from './window.js';

type Shape = Tensor4D['shape'];

const KERNEL = 'MiniSegDepthwiseConv2D';

/** The forward pass alone. `given` is there for tests: it forces another backend's way. */
export function depthwiseForward(x: Tensor4D, filter: Tensor4D, window: Window, given?: Strategy): Tensor4D {
  const steps = plainSteps(window);
  if (!given && steps && isAccelerated(KERNEL)) {
    return runAccelerated(KERNEL, { x, filter }, steps)[0] as Tensor4D;
  }
  const how = given ?? strategy();
  const { strides, dilations } = window;
  const dilated = dilations.some((dilation) => dilation > 1);
  if (dilated && strides.some((stride) => stride > 1) && !how.nativeStridedDilation) {
    return subsampled(x, window, (image, one) => depthwiseForward(image, filter, one, how));
  }
  if ([...window.before, ...window.after].some((n) => n < 0)) {
    const cut = padOrCut(x, window.before, window.after);
    return depthwiseForward(cut, filter, { ...window, before: [0, 0], after: [0, 0] }, how);
  }
  if (dilated && !how.nativeDilation) {
    return inBatches(x, window, (image) => depthwiseConv2d(image, filter, 1, 'valid'));
  }
  return how.nativePadding
    ? depthwiseConv2d(x, filter, strides, explicitPadding(window), 'NHWC', dilations)
    : depthwiseConv2d(padOrCut(x, window.before, window.after), filter, strides, 'valid', 'NHWC', dilations);
}

/** [d loss / d x, d loss / d filter], by one program where the backend is a graphics card's that has it. */
export function depthwiseGradients(
  dy: Tensor4D,
  x: Tensor4D,
  filter: Tensor4D,
  window: Window,
): [Tensor4D, Tensor4D] {
  const steps = plainSteps(window);
  if (steps && isAccelerated(`${KERNEL}Gradients`)) {
    return runAccelerated(`${KERNEL}Gradients`, { x, filter, dy }, steps) as [Tensor4D, Tensor4D];
  }
  return [
    depthwiseInputGradient(dy, filter, x.shape, window),
    depthwiseFilterGradient(dy, x, filter.shape, window),
  ];
}

/** d loss / d x: the kernel turned by half a turn runs over dy, spread to the input's grid. */
export function depthwiseInputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: Shape,
  window: Window,
): Tensor4D {
  const kernel = 'DepthwiseConv2dNativeBackpropInput';
  if (strategy().gradientKernels && isAccelerated(kernel)) {
    return runAccelerated(kernel, { dy, filter }, { ...kernelAttributes(window), inputShape })[0] as Tensor4D;
  }
  const turned = reverse(filter, [0, 1]);
  return inputGradient(dy, [inputShape[1], inputShape[2]], window, (image, one) =>
    depthwiseForward(image, turned, one),
  );
}

/** d loss / d filter, tap by tap: dw[u, v, c] = sum over pixels of dy times the input under that tap. */
export function depthwiseFilterGradient(
  dy: Tensor4D,
  x: Tensor4D,
  filterShape: Shape,
  window: Window,
): Tensor4D {
  const kernel = 'DepthwiseConv2dNativeBackpropFilter';
  if (strategy().gradientKernels && isAccelerated(kernel)) {
    return runAccelerated(kernel, { x, dy }, { ...kernelAttributes(window), filterShape })[0] as Tensor4D;
  }
  const [, rows, columns] = dy.shape;
  const taps = inputUnderTaps(x, window, [rows, columns]);
  const sums: Tensor[] = taps.map((tap) => pixelSum(mul(tap(), dy) as Tensor4D));
  return reshape(stack(sums), filterShape) as Tensor4D;
}
