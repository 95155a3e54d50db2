import {
  cast,
  customGrad,
  engine,
  type GradSaveFunc,
  getBackend,
  getKernel,
  type NamedAttrMap,
  reshape,
  type Scalar,
  type Tensor,
} from '@tensorflow/tfjs-core';

export function hasLossKernel(name: string): boolean {
  return getKernel(name, getBackend()) !== undefined;
}

/** Whether labels are one class number for each pixel, as the kernels read them: not one-hot, and in int32. */
export function areClassNumbers(labels: Tensor, logits: Tensor, ignoreLabel: number): boolean {
  return labels.size * logits.shape[logits.rank - 1] === logits.size && (ignoreLabel | 0) === ignoreLabel;
}

/**
 * A loss of labels that have been checked, by one kernel that computes it together with its gradient: the gradient alone is
 * kept. The kernel takes logits `[.., classes]` and int32 labels, and gives `[loss, gradient]`.
 */
export function lossWithGradient(
  kernel: string,
  labels: Tensor,
  logits: Tensor,
  attributes: NamedAttrMap,
): Scalar {
  const forward = (x: Tensor, save: GradSaveFunc) => {
    const numbers = cast(reshape(labels, x.shape.slice(0, -1)), 'int32');
    const [value, gradient] = engine().runKernel(
      kernel,
      { logits: x, labels: numbers },
      attributes,
    ) as Tensor[];
    save([gradient]);
    return { value, gradFunc: backward };
  };
  const backward = (dy: Tensor, [gradient]: Tensor[]) =>
    engine().runKernel('MiniSegScale', { x: gradient }, { factor: dy.dataSync()[0] }) as Tensor;
  return customGrad((x, save) => forward(x as Tensor, save as GradSaveFunc))(logits) as Scalar;
}
