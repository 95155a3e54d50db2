/** Gradients of dense convolutions, composed of kernels that the backend has. */
import {
  conv2d,
  matMul,
  reshape,
  reverse,
  stack,
  type Tensor,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import { type ConvolutionAttributes, convolutionGeometry } from '../geometry.js';
import { inputUnderTaps, spreadForInput } from './images.js';

/** Tap by tap: dw[u, v] = (input under the tap)^T dy. */
export function conv2dFilterGradient(
  { x, dy }: { x: Tensor4D; dy: Tensor4D },
  attributes: ConvolutionAttributes & { filterShape: Tensor4D['shape'] },
): Tensor {
  const { filterShape } = attributes;
  const [, , inputs, outputs] = filterShape;
  const g = convolutionGeometry(x.shape, filterShape, attributes, false);
  const flat = reshape(dy, [-1, outputs]);
  const sums = inputUnderTaps(x, g).map((tap) => matMul(transpose(reshape(tap, [-1, inputs])), flat));
  return reshape(stack(sums), filterShape);
}

/** The turned kernel, its channels swapped, runs over dy spread to the input's grid. */
export function conv2dInputGradient(
  { dy, filter }: { dy: Tensor4D; filter: Tensor4D },
  attributes: ConvolutionAttributes & { inputShape: Tensor4D['shape'] },
): Tensor {
  const g = convolutionGeometry(attributes.inputShape, filter.shape, attributes, false);
  const turned = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  return conv2d(spreadForInput(dy, g), turned, 1, 'valid', 'NHWC', g.dilations);
}
