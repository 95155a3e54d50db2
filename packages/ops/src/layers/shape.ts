/** Shapes as tfjs-layers passes them: null where a size is not known before the data arrives. */

import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { check } from '../check-options.js';
import { OpsError } from '../errors.js';

/** Sizes of a tensor; null where a size is not known before the data arrives. */
export type Shape = (number | null)[];
/** [batch, height, width, channels], with known channels. */
export type Shape4D = [number | null, number | null, number | null, number];

/** The one shape of a layer with one input; checks that it is NHWC with known channels. */
export function shape4D(inputShape: Shape | Shape[], layer: string): Shape4D {
  check(
    Array.isArray(inputShape),
    `The input shape of ${layer}`,
    inputShape,
    'it is [batch, height, width, channels]',
  );
  const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
  if (shape.length !== 4) {
    throw new OpsError(
      'rank',
      `${layer} got an input of shape [${shape.map((size) => size ?? 'null')}]; it takes [batch, height, width, channels].`,
    );
  }
  if (shape[3] === null || shape[3] === undefined) {
    throw new OpsError(
      'shape',
      `${layer} got an input with an unknown number of channels; give the last dimension, for example ` +
        'tf.input({shape: [null, null, 3]}).',
    );
  }
  return shape as Shape4D;
}

/** The one tensor, [batch, height, width, channels], of a layer with one input. */
export function oneTensor(inputs: Tensor | Tensor[]): Tensor4D {
  const tensor = Array.isArray(inputs) ? inputs[0] : inputs;
  check(Array.isArray(tensor?.shape), 'The input', tensor, 'it is a tensor, or an array with one');
  return tensor as Tensor4D;
}

/** ceil(size / stride): the output size of every symmetric padding. */
export function strided(size: number | null, stride: number): number | null {
  check(size === null || typeof size === 'number', 'size', size, 'it is a number of pixels, or null');
  check(Number.isInteger(stride) && stride > 0, 'stride', stride, 'it is a whole number of at least 1');
  return size === null ? null : Math.ceil(size / stride);
}

/** Pixels of a shape; throws where the size is not known. */
export function pixels(shape: Shape, layer: string): number {
  check(
    Array.isArray(shape) && shape.length > 2,
    `The shape of ${layer}`,
    shape,
    'it is [batch, height, width, channels]',
  );
  const [, height, width] = shape;
  if (height === null || width === null) {
    throw new OpsError(
      'shape',
      `${layer}: counting needs a known height and width, such as [1, 512, 512, 3].`,
    );
  }
  return height * width;
}
