/** Argument checks shared by the ops: each message names the value, the rule and the cure. */
import { getBackend, Tensor, type Tensor4D } from '@tensorflow/tfjs-core';
import { check } from './check-options.js';
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

/** Symbolic tensors of another copy of tfjs-layers arrive where tensors should: that copy does not know ours. */
export function checkTensor(x: unknown, what: string): asserts x is Tensor {
  if (x instanceof Tensor) return;
  if (typeof x === 'object' && x !== null && ('sourceLayer' in x || 'dataId' in x)) {
    throw new OpsError(
      'backend',
      `${what} is a tensor of another copy of TensorFlow.js: two are loaded, and they do not know each other's tensors and ` +
        'layers. Load one: the same version everywhere (npm ls @tensorflow/tfjs-core shows them, npm dedupe joins them), ' +
        'no npm link to a folder with its own node_modules, and no script tag beside a bundle.',
    );
  }
  check(false, what, x, 'it must be a tensor');
}

export function check4D(x: Tensor, what: string): asserts x is Tensor4D {
  checkTensor(x, what);
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
    throw new OpsError('invalid-argument', `${what} is ${value}; it must be a whole number of at least 1.`);
  }
}
