/**
 * Products of tfjs's wasm backend keep what XNNPACK prepared for the right factor, under the number of its buffer alone. A
 * reshaped tensor has the buffer of its source, and is then multiplied in the shape of the source: the result is wrong, and
 * may be written past its end, over other tensors. A right factor in another shape than before gets a buffer of its own.
 */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { _FusedMatMul, BatchMatMul, type DataId, type TensorInfo } from '@tensorflow/tfjs-core';
import { overrideKernel } from './override-kernel.js';

/** The matrix that each buffer was when it was a right factor first: `rows,columns`. */
const prepared = new WeakMap<DataId, string>();

/** @returns False where both products were mended before. */
export function repairRightFactor(backendName: string): boolean {
  const mended = [BatchMatMul, _FusedMatMul].map((kernelName) =>
    overrideKernel(kernelName, backendName, (stock) => (call) => {
      const b = call.inputs.b as TensorInfo;
      const matrix = String(b.shape.slice(-2));
      const first = prepared.get(b.dataId);
      if (first === undefined) prepared.set(b.dataId, matrix);
      if (first === undefined || first === matrix) return stock(call);
      const backend = call.backend as BackendWasm;
      const copy = backend.makeOutput(b.shape, b.dtype);
      backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(b));
      try {
        return stock({ ...call, inputs: { ...call.inputs, b: copy } });
      } finally {
        backend.disposeData(copy.dataId);
      }
    }),
  );
  return mended.includes(true);
}
