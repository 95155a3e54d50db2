/** Parts of a texture as tensors of their own. */
import { getKernel, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../gpu-train/template.js';
import type { WebglBackend } from './backend.js';

/** A tensor inside a texture, without a copy. */
export function view(
  backend: WebglBackend,
  { dataId, shape, dtype }: TensorInfo,
  begin: number,
  wanted: readonly number[],
): TensorInfo {
  const x = { dataId, shape: [sizeOf(shape)], dtype };
  const attrs = { begin: [begin], size: [sizeOf(wanted)] };
  const slice = getKernel('Slice', 'webgl')?.kernelFunc as KernelFunc;
  return { ...(slice({ inputs: { x }, backend, attrs }) as TensorInfo), shape: [...wanted] };
}
