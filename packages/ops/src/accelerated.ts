/**
 * Kernels that a backend may have beside tfjs's own. `@miniseg/backends/wasm-train` registers some for wasm; an op that
 * finds the one it looks for runs it, and composes tfjs's kernels otherwise.
 */

import {
  engine,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { currentBackend } from './check.js';
import { check } from './check-options.js';
import { OpsError } from './errors.js';

/** Whether the backend that is set has this kernel. */
export function isAccelerated(kernelName: string): boolean {
  check(typeof kernelName === 'string', 'The kernel', kernelName, "give a name, such as 'MiniSegConv2D'");
  return getKernel(kernelName, currentBackend()) !== undefined;
}

/**
 * The outputs of a kernel that `isAccelerated`.
 *
 * @throws {OpsError} `backend` where it is not
 */
export function runAccelerated(
  kernelName: string,
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown> = {},
): Tensor[] {
  const given = Object.values(inputs ?? {});
  const areTensors = given.length > 0 && given.every((tensor) => Array.isArray(tensor?.shape));
  check(areTensors, 'The inputs', inputs, 'they are tensors by name');
  if (!isAccelerated(kernelName)) {
    throw new OpsError(
      'backend',
      `The backend '${currentBackend()}' has no kernel ${kernelName}; ask isAccelerated before.`,
    );
  }
  const outputs = engine().runKernel<Tensor | Tensor[]>(
    kernelName,
    inputs as NamedTensorMap,
    attributes as NamedAttrMap,
  );
  return Array.isArray(outputs) ? outputs : [outputs];
}
