/**
 * Convolution as one kernel with a registered gradient. tfjs asks that for each input by itself, and a custom gradient
 * (`withGradient`) for all at once: so the image that a network begins with, whose gradient nobody wants, costs nothing.
 */
import {
  engine,
  type GradConfig,
  getGradient,
  registerGradient,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { convFilterGradient, convInputGradient, kernelAttributes } from './convolution.js';
import { release } from './release.js';
import type { Window } from './window.js';

const KERNEL = 'MiniSegConv2D';

/** Undefined where the backend has no such kernel. */
export function runConv2DKernel(x: Tensor4D, filter: Tensor4D, window: Window): Tensor4D | undefined {
  if (!isAccelerated(KERNEL)) return undefined;
  if (!getGradient(KERNEL)) registerGradient(GRADIENT);
  const attributes = { ...kernelAttributes(window), window };
  return runAccelerated(KERNEL, { x, filter }, attributes)[0] as Tensor4D;
}

const GRADIENT: GradConfig = {
  kernelName: KERNEL,
  inputsToSave: ['x', 'filter'],
  gradFunc: (given, saved, attributes) => {
    const dy = given as Tensor4D;
    const [x, filter] = saved as Tensor4D[];
    const window = attributes.window as unknown as Window;
    const { id } = engine().state.activeScope;
    return {
      x: () => convInputGradient(dy, filter, x.shape, window),
      // The engine asks for the inputs in their order: this is the last, unless the filter is frozen.
      filter: (): Tensor => {
        const gradient = convFilterGradient(dy, x, filter.shape, window);
        release(dy, [x, filter], [gradient], id);
        return gradient;
      },
    };
  },
};
