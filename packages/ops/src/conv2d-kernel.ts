/**
 * Convolution as one kernel with a registered gradient. tfjs asks that for each input by itself, and a custom gradient
 * (`withGradient`) for all at once: so the image that a network begins with, whose gradient nobody wants, costs nothing.
 */
import {
  engine,
  type GradConfig,
  getGradient,
  type NamedAttrMap,
  registerGradient,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { convFilterGradient, convInputGradient, kernelAttributes } from './convolution.js';
import { release } from './release.js';
import { plainSteps, type Window } from './window.js';

const KERNEL = 'MiniSegConv2D';
/** Both gradients by one program of a graphics card: [d loss / d filter], or [d loss / d filter, d loss / d x]. */
const BOTH = 'MiniSegConv2DGradients';

/** Undefined where the backend has no such kernel, or not for this window: those of graphics cards take plain ones. */
export function runConv2DKernel(x: Tensor4D, filter: Tensor4D, window: Window): Tensor4D | undefined {
  if (!isAccelerated(KERNEL)) return undefined;
  if (isAccelerated(BOTH) && plainSteps(window)?.dilations !== 1) return undefined;
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
    if (isAccelerated(BOTH)) return bothAtOnce(dy, x, filter, attributes);
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

/** The engine asks for x first, if at all: what was computed for the filter with it waits outside of that question's scope. */
function bothAtOnce(dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attributes: NamedAttrMap) {
  const inputs = { x, filter, dy };
  const { id } = engine().state.activeScope;
  let waiting: Tensor | undefined;
  return {
    x: () => {
      const [dFilter, dx] = runAccelerated(BOTH, inputs, { ...attributes, wantsInput: true });
      waiting = intoParentScope(dFilter);
      return dx;
    },
    filter: (): Tensor => {
      const gradient = waiting ?? runAccelerated(BOTH, inputs, { ...attributes, wantsInput: false })[0];
      release(dy, [x, filter], [gradient], id);
      return gradient;
    },
  };
}

/** So that the end of the scope in which a tensor was made leaves it alone. */
function intoParentScope(tensor: Tensor): Tensor {
  const { activeScope, scopeStack } = engine().state;
  const parent = scopeStack[scopeStack.length - 2];
  if (!parent) return tensor;
  activeScope.track = activeScope.track.filter((tracked) => tracked !== tensor);
  tensor.scopeId = parent.id;
  parent.track.push(tensor);
  return tensor;
}
