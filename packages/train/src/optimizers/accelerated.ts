import { engine, getBackend, getKernel, type NamedAttrMap, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The outputs of a kernel that a backend may have beside tfjs's own (`@miniseg/backends/wasm-train` brings some to wasm);
 * undefined where it has none: compose tfjs's kernels then.
 */
export function runAccelerated(
  kernelName: string,
  inputs: Record<string, Tensor>,
  attributes: Record<string, unknown> = {},
): Tensor[] | undefined {
  if (!getKernel(kernelName, getBackend())) return undefined;
  const outputs = engine().runKernel<Tensor | Tensor[]>(kernelName, inputs, attributes as NamedAttrMap);
  return Array.isArray(outputs) ? outputs : [outputs];
}
