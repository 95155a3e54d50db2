/**
 * What a step of an optimizer does to hundreds of small weights, without an operation for each of them.
 *
 * MiniSegFlatten: any tensors, `0` ... `n - 1` -> one vector. MiniSegUnflatten: `x` -> tensors of the shapes `shapes`.
 * MiniSegAdam: weights, gradients, m, v, vectors of one length -> the new weights, m and v.
 */
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { GRAIN, partsOf } from '../parts.js';
import type { Workspace } from './workspace.js';

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

export function flatten(workspace: Workspace, inputs: Inputs): TensorInfo {
  const tensors = Object.values(inputs);
  const y = workspace.output([tensors.reduce((sum, { shape }) => sum + util.sizeFromShape(shape), 0)]);
  const values = workspace.values(y);
  let at = 0;
  for (const tensor of tensors) {
    const part = workspace.values(tensor);
    values.set(part, at);
    at += part.length;
  }
  return y;
}

export function unflatten(
  workspace: Workspace,
  { x }: Inputs,
  { shapes }: { shapes: readonly number[][] },
): TensorInfo[] {
  // All before the first view: an allocation may replace the heap's buffer.
  const tensors = shapes.map((shape) => workspace.output([...shape]));
  const values = workspace.values(x);
  let at = 0;
  for (const tensor of tensors) {
    const part = workspace.values(tensor);
    part.set(values.subarray(at, at + part.length));
    at += part.length;
  }
  return tensors;
}

export function adam(
  workspace: Workspace,
  { weights, gradients, m, v }: Inputs,
  { beta1, beta2, rate, epsilon, decay, shrink }: AdamAttributes,
): TensorInfo[] {
  const results = [weights, m, v].map(({ shape }) => workspace.output(shape));
  const [w, dw, ofM, ofV, newW, newM, newV] = [weights, gradients, m, v, ...results].map((tensor) =>
    workspace.address(tensor),
  );
  workspace.run(
    partsOf(util.sizeFromShape(weights.shape), GRAIN).map(([begin, end]) => {
      const at = 4 * begin;
      return [
        ...(['adam', w + at, dw + at, ofM + at, ofV + at, newW + at, newM + at, newV + at] as const),
        ...([end - begin, beta1, beta2, rate, epsilon, decay, shrink] as const),
      ];
    }),
  );
  return results;
}
