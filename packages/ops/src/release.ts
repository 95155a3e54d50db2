import { engine, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Disposes what a backward pass has used up: the gradient `dy` that an op was given and the clones that it saved, unless
 * they are among its results. The engine holds every gradient and every saved tensor until the whole pass is over, so that
 * at its end a network's activations and all their gradients would be in memory together.
 *
 * @param scopeId Of the scope in which the pass runs.
 */
export function release(dy: Tensor, saved: Tensor[], gradients: Tensor[], scopeId: number): void {
  // A gradient of a gradient goes through all of this again.
  if (engine().state.gradientDepth > 0) return;
  for (const tensor of saved) if (!gradients.includes(tensor)) tensor.dispose();
  // What the caller of tf.grad passed in as dy lives in another scope than what the pass itself has made.
  if (dy.scopeId === scopeId && !dy.kept && !gradients.includes(dy)) dy.dispose();
}
