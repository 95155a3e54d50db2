import {
  cast,
  customGrad,
  engine,
  type GradSaveFunc,
  getBackend,
  getKernel,
  reshape,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';

const KERNEL = 'MiniSegCrossEntropy';

/** Whether the backend has the kernel (`@miniseg/backends/wasm-train` brings it to wasm), and it takes such labels. */
export function canFuse(labels: Tensor, logits: Tensor, ignoreLabel: number): boolean {
  const classNumbers = labels.size * logits.shape[logits.rank - 1] === logits.size;
  return classNumbers && Number.isInteger(ignoreLabel) && getKernel(KERNEL, getBackend()) !== undefined;
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
  const counted = weights.map((weight, label) => (label === ignoreLabel ? 0 : weight));
  const forward = (x: Tensor, save: GradSaveFunc) => {
    const numbers = cast(reshape(labels, x.shape.slice(0, -1)), 'int32');
    const inputs = { logits: x, labels: numbers };
    const [value, gradient] = engine().runKernel(KERNEL, inputs, { weights: counted }) as Tensor[];
    save([gradient]);
    return { value, gradFunc: backward };
  };
  const backward = (dy: Tensor, [gradient]: Tensor[]) =>
    engine().runKernel('MiniSegScale', { x: gradient }, { factor: dy.dataSync()[0] }) as Tensor;
  return customGrad((x, save) => forward(x as Tensor, save as GradSaveFunc))(logits) as Scalar;
}
