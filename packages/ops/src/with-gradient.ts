/** `tf.customGrad` with types: an op that brings its own gradient, whatever gradients the caller has registered. */
import { customGrad, engine, type Tensor, tidy } from '@tensorflow/tfjs-core';

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
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const gradients = tidy(() => backward(dy as T, saved));
      release(dy, saved, gradients);
      return gradients;
    },
  }));
  return op(...inputs) as T;
}

/**
 * Disposes what a backward pass has used up. The engine holds every gradient and every saved tensor until the whole pass
 * is over, so that at its end a network's activations and all their gradients would be in memory together.
 */
function release(dy: Tensor, saved: Tensor[], gradients: Tensor[]): void {
  const { gradientDepth, activeScope } = engine().state;
  // A gradient of a gradient goes through all of this again.
  if (gradientDepth > 0) return;
  for (const tensor of saved) if (!gradients.includes(tensor)) tensor.dispose();
  // What the caller of tf.grad passed in as dy lives in another scope than what the pass itself has made.
  if (dy.scopeId === activeScope.id && !dy.kept && !gradients.includes(dy)) dy.dispose();
}
