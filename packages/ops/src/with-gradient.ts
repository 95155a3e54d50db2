/** `tf.customGrad` with types: an op that brings its own gradient, whatever gradients the caller has registered. */
import { customGrad, type Tensor } from '@tensorflow/tfjs-core';

type Save = (tensors: Tensor[]) => void;

/**
 * Computes `forward(save)` and, when a tape is running, uses `backward(dy, saved)` as its gradient: one tensor for
 * each of `inputs`, all computed at once (the engine disposes what a lazily called function caches).
 * Only tensors handed to `save` live until the backward pass; a closure must not capture others.
 */
export function withGradient<T extends Tensor>(
  inputs: Tensor[],
  forward: (save: Save) => T,
  backward: (dy: T, saved: Tensor[]) => Tensor[],
): T {
  const op = customGrad((...argumentsAndSave: Array<Tensor | Save>) => ({
    value: forward(argumentsAndSave[argumentsAndSave.length - 1] as Save),
    gradFunc: (dy: Tensor, saved: Tensor[]) => backward(dy as T, saved),
  }));
  return op(...inputs) as T;
}
