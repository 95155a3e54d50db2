/**
 * Cast of the webgpu backend: from int32 or bool to float32 it hands out the buffer of whole numbers as a float32 tensor. Most of
 * its programs know, and some (Transpose) do not compile then, and leave zeros. Such a result is multiplied by 1.
 */
import { getKernel, Multiply, type TensorInfo } from '@tensorflow/tfjs-core';
import { overrideKernel } from './override-kernel.js';

interface Backend {
  tensorMap: { get(id: object): { dtype: string } };
  makeTensorInfo(shape: number[], dtype: string, values: Float32Array): TensorInfo;
  disposeData(id: object): void;
}

export function repairCastToFloat(backendName: string): boolean {
  return overrideKernel('Cast', backendName, (stock) => (call) => {
    const result = stock(call);
    const backend = call.backend as Backend;
    if (result.dtype !== 'float32' || backend.tensorMap.get(result.dataId).dtype === 'float32') return result;
    const one = backend.makeTensorInfo([], 'float32', Float32Array.of(1));
    const multiply = getKernel(Multiply, backendName)!.kernelFunc;
    const real = multiply({ inputs: { a: result, b: one }, backend }) as TensorInfo;
    backend.disposeData(one.dataId);
    backend.disposeData(result.dataId);
    return real;
  });
}
