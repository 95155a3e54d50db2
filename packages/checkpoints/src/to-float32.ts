import { DTYPE_BYTES } from './dtypes.js';
import { CheckpointError } from './errors.js';
import { checkTensor, elementCount } from './shape.js';
import type { CheckpointTensor, TensorDtype } from './types.js';

/** IEEE half precision: 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function brainToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

const READERS: Record<TensorDtype, (view: DataView, at: number) => number> = {
  F64: (view, at) => view.getFloat64(at, true),
  F32: (view, at) => view.getFloat32(at, true),
  F16: (view, at) => halfToNumber(view.getUint16(at, true)),
  BF16: (view, at) => brainToNumber(view.getUint16(at, true)),
  I64: (view, at) => Number(view.getBigInt64(at, true)),
  U64: (view, at) => Number(view.getBigUint64(at, true)),
  I32: (view, at) => view.getInt32(at, true),
  U32: (view, at) => view.getUint32(at, true),
  I16: (view, at) => view.getInt16(at, true),
  U16: (view, at) => view.getUint16(at, true),
  I8: (view, at) => view.getInt8(at),
  U8: (view, at) => view.getUint8(at),
  BOOL: (view, at) => (view.getUint8(at) ? 1 : 0),
};

/**
 * A tensor's values as float32, in row-major order. F16 and BF16 are exact; F64 and integers beyond 2^24 are rounded
 * to the nearest float32; BOOL gives 0 and 1.
 *
 * @returns a fresh array that shares no memory with the file
 * @throws {CheckpointError} `invalid-tensor` when the bytes do not fit the shape
 * @example
 * const { tensors } = readCheckpoint(bytes);
 * const values = toFloat32(tensors.get('head.weight')!);
 */
export function toFloat32(tensor: CheckpointTensor): Float32Array {
  checkTensor(tensor, 'The tensor');
  const { dtype, shape, bytes } = tensor;
  const size = DTYPE_BYTES[dtype];
  const count = elementCount('', shape);
  if (bytes.byteLength !== count * size) {
    throw new CheckpointError(
      'invalid-tensor',
      `A ${dtype} tensor of shape [${shape}] has ${bytes.byteLength} bytes. It takes ${count * size}: ` +
        'give shape and bytes of the same tensor.',
    );
  }
  const read = READERS[dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = read(view, i * size);
  return values;
}
