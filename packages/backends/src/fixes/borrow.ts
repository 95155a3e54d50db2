/** A kernel's input as a tensor that ops take. */
import { backend, engine, type Tensor4D, type TensorInfo } from '@tensorflow/tfjs-core';

// `instanceof Tensor` holds for bare records, too.
const isTensor = (info: TensorInfo): info is Tensor4D => 'rank' in info;

/**
 * Called through an op, a kernel gets tensors. Called by another kernel it gets bare records, and a tensor made of one
 * gives the data free when a tidy disposes it, unless it is counted.
 */
export function borrow(info: TensorInfo | undefined): Tensor4D {
  if (!isTensor(info as TensorInfo)) backend().incRef((info as TensorInfo).dataId);
  return own(info as TensorInfo);
}

/** What a kernel returned, as a tensor that is disposed with the scope; tfjs-node's kernels return tensors already. */
export const own = (result: TensorInfo): Tensor4D =>
  isTensor(result) ? result : (engine().makeTensorFromTensorInfo(result) as Tensor4D);
