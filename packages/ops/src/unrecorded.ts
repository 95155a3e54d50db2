import { engine } from '@tensorflow/tfjs-core';

/**
 * Runs `body` off the gradient tape, as tfjs runs the inside of a custom gradient. What has no gradient costs as much on the
 * tape as what has: a node for each kernel, and clones of its inputs that live until the backward pass ends.
 */
export function unrecorded<T>(body: () => T): T {
  const { state } = engine();
  state.kernelDepth++;
  try {
    return body();
  } finally {
    state.kernelDepth--;
  }
}
