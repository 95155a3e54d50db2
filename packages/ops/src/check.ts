/** Argument checks shared by the ops: each message names the value, the rule and the cure. */
import { getBackend, type Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { OpsError } from './errors.js';

/** The backend's name; a clear error, with the import line that cures it, when there is none. */
export function currentBackend(): string {
  const name = getBackend();
  if (!name) {
    throw new OpsError(
      'backend',
      "No TensorFlow.js backend is registered. Import one before the first call, for example: import '@tensorflow/tfjs-backend-webgl' (browser) or import '@tensorflow/tfjs-backend-cpu'.",
    );
  }
  return name;
}

export function check4D(x: Tensor, what: string): asserts x is Tensor4D {
  if (x.rank !== 4) {
    throw new OpsError(
      'rank',
      `${what} has shape [${x.shape}] (rank ${x.rank}); it must have rank 4, [batch, height, width, channels]. ` +
        'Add a batch dimension with tf.expandDims(x, 0) if it is missing.',
    );
  }
}

export function checkPositiveInteger(value: number, what: string): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new OpsError('argument', `${what} is ${value}; it must be a whole number of at least 1.`);
  }
}
