/** `tf.customGrad` with types: an op that brings its own gradient, whatever gradients the caller has registered. */
import { customGrad, engine, type Tensor, tidy, Variable } from '@tensorflow/tfjs-core';
import { checkTensor } from './check.js';
import { release } from './release.js';

type Save = (tensors: Tensor[]) => void;

/**
 * Computes `forward(save)` and, when a tape is running, uses `backward(dy, saved)` as its gradient: one tensor for
 * each of `inputs`, all computed at once (the engine disposes what a lazily called function caches).
 * Only tensors handed to `save` live until the backward pass; a closure must not capture others. Variables among them are
 * not cloned: assign to them after the backward pass.
 */
export function withGradient<T extends Tensor>(
  inputs: Tensor[],
  forward: (save: Save) => T,
  backward: (dy: T, saved: Tensor[]) => Tensor[],
): T {
  for (const input of inputs) checkTensor(input, 'The input');
  const op = customGrad((...argumentsAndSave: Array<Tensor | Save>) => {
    const save = argumentsAndSave[argumentsAndSave.length - 1] as Save;
    let variables: Array<Variable | undefined> = [];
    const value = forward((tensors) => {
      // A clone, and its place on the tape, for every weight of a network takes a good part of a training step.
      variables = tensors.map((tensor) => (tensor instanceof Variable ? tensor : undefined));
      save(tensors.filter((_, i) => !variables[i]));
    });
    const gradFunc = (dy: Tensor, cloned: Tensor[]) => {
      let next = 0;
      const saved = variables.map((variable) => variable ?? cloned[next++]);
      const gradients = tidy(() => backward(dy as T, saved));
      release(dy, cloned, gradients, engine().state.activeScope.id);
      return gradients;
    };
    return { value, gradFunc };
  });
  return op(...inputs) as T;
}
