/** A convolution of some number of groups and its two gradients: dense, depthwise, or block by block. */
import { reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import { isAccelerated, runAccelerated } from './accelerated.js';
import { blockDiagonal, collectBlocks } from './block-diagonal.js';
import { convFilterGradient, convForward, convInputGradient, kernelAttributes } from './convolution.js';
import {
  depthwiseFilterGradient,
  depthwiseForward,
  depthwiseInputGradient,
} from './depthwise-convolution.js';
import { reach, type Window } from './window.js';

type Shape = Tensor4D['shape'];

export interface Convolver {
  forward(x: Tensor4D, filter: Tensor4D): Tensor4D;
  inputGradient(dy: Tensor4D, filter: Tensor4D, inputShape: Shape): Tensor4D;
  filterGradient(dy: Tensor4D, x: Tensor4D): Tensor4D;
}

/** @param filterShape [kernelHeight, kernelWidth, in / groups, out] */
export function convolver(window: Window, groups: number, filterShape: Shape): Convolver {
  const [kernelHeight, kernelWidth, perGroup, outputs] = filterShape;
  if (groups === 1) {
    return {
      forward: (x, filter) => convForward(x, filter, window),
      inputGradient: (dy, filter, inputShape) => convInputGradient(dy, filter, inputShape, window),
      filterGradient: (dy, x) => convFilterGradient(dy, x, filterShape, window),
    };
  }
  if (perGroup === 1 && outputs === groups) {
    const depthwise = (filter: Tensor4D) =>
      reshape(filter, [kernelHeight, kernelWidth, outputs, 1]) as Tensor4D;
    return {
      forward: (x, filter) => depthwiseForward(x, depthwise(filter), window),
      inputGradient: (dy, filter, inputShape) =>
        depthwiseInputGradient(dy, depthwise(filter), inputShape, window),
      filterGradient: (dy, x) =>
        reshape(
          depthwiseFilterGradient(dy, x, [kernelHeight, kernelWidth, outputs, 1], window),
          filterShape,
        ) as Tensor4D,
    };
  }
  const blocksShape: Shape = [kernelHeight, kernelWidth, perGroup * groups, outputs];
  const inBlocks: Convolver = {
    forward: (x, filter) => convForward(x, blockDiagonal(filter, groups), window),
    inputGradient: (dy, filter, inputShape) =>
      convInputGradient(dy, blockDiagonal(filter, groups), inputShape, window),
    filterGradient: (dy, x) => collectBlocks(convFilterGradient(dy, x, blocksShape, window), groups),
  };
  return isAccelerated(`${GROUPED}InputGradient`)
    ? groupByGroup(window, groups, filterShape, inBlocks)
    : inBlocks;
}

const GROUPED = 'MiniSegGroupedConv2D';

/** By kernels that take each group where its channels lie. */
function groupByGroup(window: Window, groups: number, filterShape: Shape, otherwise: Convolver): Convolver {
  const attributes = { ...kernelAttributes(window), groups };
  const span = reach(window);
  const turns = window.strides.every((stride, axis) => stride === 1 && window.before[axis] <= span[axis]);
  return {
    forward: (x, filter) => runAccelerated(GROUPED, { x, filter }, attributes)[0] as Tensor4D,
    inputGradient(dy, filter, inputShape) {
      if (!turns) return otherwise.inputGradient(dy, filter, inputShape);
      const inputs = { dy, filter };
      return runAccelerated(`${GROUPED}InputGradient`, inputs, { ...attributes, inputShape })[0] as Tensor4D;
    },
    filterGradient: (dy, x) =>
      runAccelerated(`${GROUPED}FilterGradient`, { x, dy }, { ...attributes, filterShape })[0] as Tensor4D,
  };
}
