/** The kernels of `assembly/train.ts` on a memory that the caller owns, such as the heap of tfjs' wasm backend. */
import { decodeBase64 } from './decode-base64.js';
import base64 from './generated/train.js';

/** Addresses are byte offsets into the memory; sizes count elements. */
export interface TrainKernels {
  /** y += x over `n` float32 numbers. */
  addTo(x: number, y: number, n: number): void;
}

export function instantiateTrainKernels(memory: WebAssembly.Memory): TrainKernels {
  const module = new WebAssembly.Module(decodeBase64(base64));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TrainKernels;
}
