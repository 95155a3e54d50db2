/** Gradients of depthwise convolutions, composed of kernels that the backend has. */
import {
  addN,
  depthwiseConv2d,
  mul,
  reshape,
  reverse,
  slice,
  stack,
  sum,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry } from '../geometry.js';
import { inputUnderTaps, spreadForInput } from './images.js';

/** Tap by tap: dw[u, v, c, m] = sum over pixels of the input under the tap times dy. */
export function depthwiseFilterGradient(
  { x, dy }: { x: Tensor4D; dy: Tensor4D },
  attributes: ConvolutionAttributes & { filterShape: Tensor4D['shape'] },
): Tensor {
  const { filterShape } = attributes;
  const [, , channels, multiplier] = filterShape;
  const g = convolutionGeometry(x.shape, filterShape, attributes, true);
  // Without a multiplier equal shapes, which the backend multiplies much faster.
  const copies = multiplier === 1 ? [] : [multiplier];
  const products = reshape(dy, [-1, channels, ...copies]);
  const shape = [-1, channels, ...copies.map(() => 1)];
  const sums = inputUnderTaps(x, g).map((tap) => sum(mul(reshape(tap, shape), products), 0));
  return reshape(stack(sums), filterShape);
}

/** For each of the multiplier's copies the turned kernel runs over dy spread to the input's grid. */
export function depthwiseInputGradient(
  { dy, filter }: { dy: Tensor4D; filter: Tensor4D },
  attributes: ConvolutionAttributes & { inputShape: Tensor4D['shape'] },
): Tensor {
  const g = convolutionGeometry(attributes.inputShape, filter.shape, attributes, true);
  const [kernelHeight, kernelWidth, channels, multiplier] = filter.shape;
  const turned = reverse(filter, [0, 1]);
  const copies = reshape(dy, [-1, channels, multiplier]);
  const parts = Array.from({ length: multiplier }, (_, m) => {
    const part = slice(copies, [0, 0, m], [copies.shape[0], channels, 1]);
    return depthwiseConv2d(
      spreadForInput(reshape(part, [g.batch, g.outHeight, g.outWidth, channels]), g),
      slice(turned, [0, 0, 0, m], [kernelHeight, kernelWidth, channels, 1]),
      1,
      'valid',
      'NHWC',
      g.dilations,
    );
  });
  return multiplier === 1 ? parts[0] : addN(parts);
}
