import type { TensorDtype } from './types.js';

/** Bytes of one element. The order is that of the safetensors library, which sorts tensors by it when it writes. */
export const DTYPE_BYTES: Readonly<Record<TensorDtype, 1 | 2 | 4 | 8>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  F64: 8,
  I64: 8,
  U64: 8,
};

export function isTensorDtype(value: unknown): value is TensorDtype {
  return typeof value === 'string' && Object.hasOwn(DTYPE_BYTES, value);
}
