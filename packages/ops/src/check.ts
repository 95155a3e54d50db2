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

/** @throws {OpsError} `invalid-argument` unless this is a tensor, of this copy of tfjs or another */
export function checkTensor(x: Tensor, what: string): void {
  // Eager tensors of all copies of tfjs are instances here; symbolic ones of another copy are not recognized as symbolic.
  const isForeign = !(x instanceof Tensor) && Array.isArray((x as Tensor | undefined)?.shape);
  const rule = isForeign
    ? 'it comes from another copy of TensorFlow.js: install one alone (npm ls @tensorflow/tfjs-core lists them)'
    : 'it must be a tensor';
  check(x instanceof Tensor, what, x, rule);
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

/** Symmetric padding keeps the center tap on the pixel only for odd kernels. */
export function checkOddKernel(filter: Tensor4D, what: string): void {
  const [height, width] = filter.shape;
  if (height % 2 === 0 || width % 2 === 0) {
    throw new OpsError(
      'shape',
      `${what} is ${height}x${width}; symmetric padding needs an odd kernel height and width, such as 3x3.`,
    );
  }
}
