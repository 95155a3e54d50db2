/** A small network with batch normalization, and the gradients of its mean loss over the images that it is given. */
import {
  engine,
  grads,
  mean,
  mul,
  type NamedTensorMap,
  type Tensor,
  type Tensor4D,
  tensor,
} from '@tensorflow/tfjs-core';
import { batchMoments, batchNormTraining, conv2d } from '../src/index.js';

export interface Step {
  /** [images, 4, 5, 3] */
  x: number[];
  weights: Record<string, { values: number[]; shape: number[] }>;
}

const PER_IMAGE = 4 * 5 * 3;

/** Needs the gradients of mul and mean, which the union package of tfjs registers. */
export function stepOf({ x, weights }: Step): { gradients: NamedTensorMap; images: number } {
  const images = x.length / PER_IMAGE;
  const image = tensor(x, [images, 4, 5, 3]) as Tensor4D;
  const names = Object.keys(weights);
  const values = names.map((name) => tensor(weights[name].values, weights[name].shape));
  const network = (
    filter: Tensor,
    gamma: Tensor,
    beta: Tensor,
    slopes: Tensor,
    second: Tensor,
    gamma2: Tensor,
  ) => {
    const normalized = (y: Tensor4D, scale: Tensor) =>
      batchNormTraining(y, batchMoments(y), { gamma: scale, beta, slopes, activation: 'prelu' });
    const first = normalized(conv2d(image, filter as Tensor4D), gamma);
    const y = normalized(conv2d(first, second as Tensor4D), gamma2);
    return mean(mul(y, y));
  };
  const gradients = engine().tidy(() => grads(network as never)(values));
  return { gradients: Object.fromEntries(names.map((name, i) => [name, gradients[i]])), images };
}
