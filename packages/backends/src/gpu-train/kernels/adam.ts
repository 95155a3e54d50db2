/** MiniSegAdam, over all weights in one vector, with MiniSegFlatten and MiniSegUnflatten around it. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Gpu, Template } from '../template.js';

type Inputs = Record<string, TensorInfo>;

export interface AdamAttributes {
  beta1: number;
  beta2: number;
  /** The learning rate and the epsilon of this step, with the bias corrections in them. */
  rate: number;
  epsilon: number;
  /** L2: this part of the weights is added to the gradient. */
  decay: number;
  /** Decoupled: 1 minus this part of the weights is taken off them. */
  shrink: number;
}

const ADAM: Template = {
  name: 'adam',
  inputs: ['weights', 'gradients', 'm', 'v'],
  integers: [],
  floats: ['beta1', 'beta2', 'rate', 'epsilon', 'decay', 'shrink'],
  changing: true,
  segments: [
    {
      values: 3,
      code: `float old = at_weights(i);
        float g = at_gradients(i) + decay * old;
        v1 = beta1 * at_m(i) + (1.0 - beta1) * g;
        v2 = beta2 * at_v(i) + (1.0 - beta2) * g * g;
        v0 = shrink * old - rate * v1 / (sqrt(v2) + epsilon);`,
    },
  ],
};

export function adam(gpu: Gpu, { weights, gradients, m, v }: Inputs, given: AdamAttributes): TensorInfo[] {
  const { beta1, beta2, rate, epsilon, decay, shrink } = given;
  const [count] = weights.shape;
  const outputs = [[count], [count], [count]];
  return gpu.run(
    ADAM,
    [weights, gradients, m, v],
    [beta1, beta2, rate, epsilon, decay, shrink],
    [{ count, outputs }],
  )[0];
}

export function flatten(gpu: Gpu, inputs: Inputs): TensorInfo {
  return gpu.flatten(Object.values(inputs));
}

export function unflatten(
  gpu: Gpu,
  { x }: Inputs,
  { shapes }: { shapes: readonly number[][] },
): TensorInfo[] {
  return gpu.unflatten(x, shapes);
}
