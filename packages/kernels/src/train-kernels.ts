/** The kernels of `assembly/train.ts` on a memory that the caller owns, such as the heap of tfjs' wasm backend. */

import { decodeBase64, isSharedMemory, shareMemory } from '@miniseg/threads';
import { check } from './check-options.js';
import type { ConvolutionKernels } from './convolution-kernels.js';
import type { FusedKernels } from './fused-kernels.js';
import base64 from './generated/train.js';
import type { TapsKernels } from './taps-kernels.js';

/** All kernels of `assembly/train.ts`. */
export interface TrainKernels extends ConvolutionKernels, FusedKernels, TapsKernels {}

const compiled = new Map<boolean, WebAssembly.Module>();

/**
 * The kernels' module, compiled once, for a memory of this kind, shared or not; it imports `env.memory`. Synchronous:
 * some 30 kB.
 *
 * @throws {KernelsError} for what is no memory; WebAssembly.CompileError on an engine without SIMD.
 */
export function compileTrainKernels(memory: WebAssembly.Memory): WebAssembly.Module {
  check(
    memory instanceof WebAssembly.Memory,
    'The memory of the kernels',
    memory,
    'it is a WebAssembly.Memory, such as new WebAssembly.Memory({ initial: 1 })',
  );
  const shared = isSharedMemory(memory);
  let module = compiled.get(shared);
  if (!module) {
    const bytes = decodeBase64(base64);
    module = new WebAssembly.Module(shared ? shareMemory(bytes) : bytes);
    compiled.set(shared, module);
  }
  return module;
}

/**
 * Binds the kernels to a memory, shared or not, which may grow afterwards.
 *
 * @throws {KernelsError} for what is no memory; WebAssembly.CompileError on an engine without SIMD.
 * @example
 * const memory = new WebAssembly.Memory({ initial: 1 });
 * const kernels = instantiateTrainKernels(memory);
 * new Float32Array(memory.buffer).set([1, 2, 3, 4, 5, 6]);
 * kernels.sumRows(0, 32, 64, 1, 3, 2, 1); // three rows at 0: 1 + 3 + 5 and 2 + 4 + 6 are at 32
 */
export function instantiateTrainKernels(memory: WebAssembly.Memory): TrainKernels {
  return new WebAssembly.Instance(compileTrainKernels(memory), { env: { memory } })
    .exports as unknown as TrainKernels;
}
