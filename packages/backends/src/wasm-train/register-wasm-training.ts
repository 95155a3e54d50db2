/**
 * Makes tfjs' wasm backend train: registers the gradient kernels that it lacks (tfjs#8474) and replaces those that are
 * wrong or slow.
 */
import { check, checkOptions } from '../check-options.js';
import '@tensorflow/tfjs-backend-wasm';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  type KernelConfig,
  registerKernel,
  type Tensor,
  type TensorContainerObject,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { repairRightFactor } from '../fixes/right-factor.js';
import { registerFusedKernels } from './fused/register.js';
import { heapOf } from './heap.js';
import { registerDilatedGradients } from './register-dilated-gradients.js';
import type { TrainingKernel } from './training-kernel.js';
import { TRAINING_KERNELS } from './training-kernels.js';

/** Options of `registerWasmTraining`. */
export interface WasmTrainingOptions {
  /**
   * `simd`: kernels of our own on the backend's heap, and the compositions where the engine has no SIMD. `composed`: the
   * compositions of the backend's own kernels always, the reference that the others are tested against. Default `simd`.
   */
  kernels?: 'simd' | 'composed';
}

const BACKEND = 'wasm';
let kernels: 'simd' | 'composed' = 'simd';
const ours = new WeakSet<KernelConfig>();

function isOurs(kernelName: string): boolean {
  const registered = getKernel(kernelName, BACKEND);
  return registered !== undefined && ours.has(registered);
}

/**
 * Idempotent; the import of this module calls it. Call it again after something else registered kernels or gradients
 * anew, or to change the option: it takes effect at once, for backends that run already too.
 *
 * @example
 * import '@miniseg/backends/wasm-train';
 * await tf.setBackend('wasm');
 * await model.fit(x, y);
 */
export function registerWasmTraining(options: WasmTrainingOptions = {}): void {
  checkOptions('registerWasmTraining', options, { kernels: 1 });
  const isKnown = [undefined, 'simd', 'composed'].includes(options.kernels);
  check(isKnown, 'kernels', options.kernels, "it is 'simd' or 'composed'");
  kernels = options.kernels ?? 'simd';
  // Before the products are wrapped below: the wrapper calls the mended one.
  if (!isOurs('BatchMatMul')) repairRightFactor(BACKEND);
  for (const [kernelName, kernel] of Object.entries(TRAINING_KERNELS)) {
    const stock = getKernel(kernelName, BACKEND);
    if (stock && ours.has(stock)) continue;
    if (stock) unregisterKernel(kernelName, BACKEND);
    const config = wrap(kernelName, kernel, stock);
    ours.add(config);
    registerKernel(config);
  }
  registerDilatedGradients();
  registerFusedKernels();
}

function wrap(kernelName: string, { simd, composed }: TrainingKernel, stock?: KernelConfig): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND,
    // The backend's kernel gets its set-up from the engine only while it is registered itself.
    setupFunc: (backend) => stock?.setupFunc?.(backend),
    disposeFunc: (backend) => stock?.disposeFunc?.(backend),
    kernelFunc: (call) => {
      const { inputs, attrs, backend } = call;
      const heap = kernels === 'simd' ? heapOf(backend as BackendWasm) : undefined;
      return (
        (heap && simd?.(heap, inputs, attrs)) ??
        (composed && tidyMaybe(() => composed(inputs, attrs))) ??
        stock!.kernelFunc(call)
      );
    },
  };
}

/** `tidy` for a function that may return nothing. */
function tidyMaybe(compute: () => Tensor | undefined): Tensor | undefined {
  return tidy(() => ({ value: compute() }) as TensorContainerObject).value as Tensor | undefined;
}
