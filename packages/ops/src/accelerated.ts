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

/** Whether the backend that is set has this kernel. */
export function isAccelerated(kernelName: string): boolean {
  return getKernel(kernelName, currentBackend()) !== undefined;
}

/** The outputs of a kernel that `isAccelerated`. */
export function runAccelerated(
  kernelName: string,
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown> = {},
): Tensor[] {
  const outputs = engine().runKernel<Tensor | Tensor[]>(
    kernelName,
    inputs as NamedTensorMap,
    attributes as NamedAttrMap,
  );
  return Array.isArray(outputs) ? outputs : [outputs];
}
