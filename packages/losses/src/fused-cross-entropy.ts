import { customGrad, engine, type GradSaveFunc, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import { areClassNumbers, hasLossKernel, lossWithGradient } from './loss-kernel.js';

const KERNEL = 'MiniSegCrossEntropy';
/** Of graphics cards: the labels are checked there, and nothing waits for a number. */
const ON_CARD = 'MiniSegCrossEntropyLoss';
/** A program's numbers; more classes are left to the composition. */
const MOST_CLASSES = 32;

/**
 * Whether the backend has the kernel (`@miniseg/backends` brings it to wasm by `wasm-train`, to graphics cards by
 * `webgpu-train` and `webgl-train`), and it takes such labels.
 */
export function canFuse(labels: Tensor, logits: Tensor, ignoreLabel: number): boolean {
  const fits =
    hasLossKernel(KERNEL) || (hasLossKernel(ON_CARD) && logits.shape[logits.rank - 1] <= MOST_CLASSES);
  return fits && areClassNumbers(labels, logits, ignoreLabel);
}

/**
 * Cross entropy of labels that have been checked, by one kernel that computes the loss together with its gradient: the
 * gradient alone is kept.
 *
 * @param weights one for each class, from 0 up
 */
export function fusedCrossEntropy(
  labels: Tensor,
  logits: Tensor,
  weights: readonly number[],
  ignoreLabel: number,
): Scalar {
  if (hasLossKernel(ON_CARD)) return onCard(labels, logits, weights, ignoreLabel);
  const counted = weights.map((weight, label) => (label === ignoreLabel ? 0 : weight));
  return lossWithGradient(KERNEL, labels, logits, { weights: counted });
}

function onCard(labels: Tensor, logits: Tensor, weights: readonly number[], ignoreLabel: number): Scalar {
  const attributes = { weights: [...weights], ignoreLabel };
  const forward = (x: Tensor, save: GradSaveFunc) => {
    const [value, inverse] = engine().runKernel(ON_CARD, { logits: x, labels }, attributes) as Tensor[];
    save([x, labels, inverse]);
    return { value, gradFunc: backward };
  };
  const backward = (dy: Tensor, [x, labels, inverse]: Tensor[]) =>
    engine().runKernel(
      'MiniSegCrossEntropyGradient',
      { logits: x, labels, inverse, dy },
      attributes,
    ) as Tensor;
  return customGrad((x, save) => forward(x as Tensor, save as GradSaveFunc))(logits) as Scalar;
}
