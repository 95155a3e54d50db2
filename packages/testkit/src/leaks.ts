/** Tensors and bytes that a call leaves behind beyond those that it returns. */
import * as tf from '@tensorflow/tfjs-core';

/** Runs `body`, disposes what it returned, and throws if the engine holds more tensors than before. */
export async function expectNoLeak(body: () => unknown | Promise<unknown>): Promise<void> {
  const before = tf.memory().numTensors;
  const result = await body();
  tf.dispose(result as tf.TensorContainer);
  const after = tf.memory().numTensors;
  if (after !== before)
    throw new Error(`${after - before} tensors were left behind (${before} before, ${after} after)`);
}
