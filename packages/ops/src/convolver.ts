/** A convolution of some number of groups and its two gradients: dense, depthwise, or block by block. */
import { reshape, type Tensor4D } from '@tensorflow/tfjs-core';
import { blockDiagonal, collectBlocks } from './block-diagonal.js';
import { convFilterGradient, convForward, convInputGradient } from './convolution.js';
import {
  depthwiseFilterGradient,
  depthwiseForward,
  depthwiseInputGradient,
} from './depthwise-convolution.js';
import type { Window } from './window.js';

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
  return {
    forward: (x, filter) => convForward(x, blockDiagonal(filter, groups), window),
    inputGradient: (dy, filter, inputShape) =>
      convInputGradient(dy, blockDiagonal(filter, groups), inputShape, window),
    filterGradient: (dy, x) => collectBlocks(convFilterGradient(dy, x, blocksShape, window), groups),
  };
}
