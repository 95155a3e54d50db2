import { addN, customGrad, mul, type Scalar, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { LossError } from './errors.js';

/** sum(weights[i] * losses[i]()), with a gradient of its own: tfjs-core alone has none for mul and add. */
export function weightedSum(losses: readonly (() => Scalar)[], weights: readonly number[]): Scalar {
  const forward = (values: Tensor[]) => ({
    value: addN(values.map((value, i) => mul(value, weights[i]))),
    gradFunc: (dy: Tensor) => weights.map((weight) => mul(dy, weight)),
  });
  const sum = customGrad((...inputs) => forward(inputs.slice(0, -1) as Tensor[]));
  return tidy(() => sum(...losses.map((loss) => loss())) as Scalar);
}

export function checkTermWeights(weights: readonly number[]): void {
  if (weights.length === 0 || !weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    throw new LossError(
      'weights',
      `The weights are [${weights}]. There is at least one, all finite and from 0 up.`,
    );
  }
}
