/** Replaces a kernel of a backend by one that calls it. */
import {
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';

type KernelFunc = KernelConfig['kernelFunc'];

const ours = new WeakSet<KernelConfig>();

/**
 * @param make Given the stock kernel's function, makes the new one.
 * @returns False where the backend has no such kernel, or has ours already, and nothing was done.
 */
export function overrideKernel(
  kernelName: string,
  backendName: string,
  make: (stock: (parameters: Parameters<KernelFunc>[0]) => TensorInfo) => KernelFunc,
): boolean {
  const stock = getKernel(kernelName, backendName);
  if (!stock || ours.has(stock)) return false;
  const config: KernelConfig = {
    ...stock,
    // These kernels have one output.
    kernelFunc: make((parameters) => stock.kernelFunc(parameters) as TensorInfo),
  };
  ours.add(config);
  unregisterKernel(kernelName, backendName);
  registerKernel(config);
  return true;
}
