import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * A loss from logits, with the arguments in the order of `model.compile`.
 *
 * - `logits`: `[batch, height, width, classes]`, float32, before any softmax. Any number of spatial axes will do.
 * - `labels`: class numbers `[batch, height, width]` or `[batch, height, width, 1]` (int32, float32 or bool), or one-hot
 *   `[batch, height, width, classes]`, where a pixel of zeros is ignored.
 *
 * The result is a scalar. Only the logits get a gradient. `name` tells the losses of a sum apart.
 *
 * @throws {LossError} `shape`, `dtype`, `weights`; and `label` on the backends cpu, wasm and tensorflow, where reading
 * labels costs next to nothing. On a GPU a label that is no class makes the loss NaN instead.
 */
export interface SegmentationLoss {
  (labels: Tensor, logits: Tensor): Scalar;
  readonly name: string;
}

/** Gives a function its name as a loss. */
export function named<T extends (...args: never[]) => Scalar>(name: string, loss: T): T {
  return Object.defineProperty(loss, 'name', { value: name });
}
