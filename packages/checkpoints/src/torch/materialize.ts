import type { Budget } from '../budget.js';
import { DTYPE_BYTES } from '../dtypes.js';
import { CheckpointError } from '../errors.js';
import { quote, show, showList } from '../quote.js';
import { elementCount, isCount } from '../shape.js';
import type { CheckpointTensor } from '../types.js';
import type { TensorRef } from './values.js';

/** Where the bytes of storages come from. */
export interface Storages {
  littleEndian: boolean;
  /** The bytes of the whole storage. */
  bytes(key: string): Uint8Array;
}

/**
 * Row-major little-endian bytes of a window on a storage: a view where the file has them so, a copy that the budget
 * pays for otherwise.
 *
 * @throws {CheckpointError} `invalid-storage` or `invalid-tensor` when the window leaves its storage
 */
export function materialize(
  name: string,
  tensor: TensorRef,
  storages: Storages,
  budget: Budget,
): CheckpointTensor {
  const { dtype } = tensor;
  const { shape, strides, offset, count } = window(name, tensor);
  const size = DTYPE_BYTES[dtype];
  const source = storageBytes(name, tensor, storages);
  if (count === 0) return { dtype, shape, bytes: new Uint8Array(0) };

  // Doubles lose no comparison here: a sum too large to be exact is far too large.
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis], offset);
  if ((last + 1) * size > source.length) {
    throw new CheckpointError(
      'invalid-tensor',
      `Tensor ${quote(name)} (offset ${offset}, size ${showList(shape)}, stride ${showList(strides)}) reaches element ${last} of a ` +
        `storage of ${Math.floor(source.length / size)}. The file is damaged; get it again.`,
    );
  }
  if (isRowMajor(shape, strides) && (storages.littleEndian || size === 1)) {
    return { dtype, shape, bytes: source.subarray(offset * size, (offset + count) * size) };
  }
  budget.take(count * size, `Tensor ${quote(name)}`);
  const swap = storages.littleEndian ? 0 : size - 1;
  return { dtype, shape, bytes: gather(source, { shape, strides, offset, size, swap, count }) };
}

function window(name: string, { shape, strides, offset }: TensorRef) {
  // First, as it bounds the length of the lists.
  const count = elementCount(name, shape);
  if (shape.length !== strides.length || !strides.every(isCount) || !isCount(offset)) {
    throw new CheckpointError(
      'invalid-tensor',
      `Tensor ${quote(name)} has ${shape.length} sizes, the strides ${showList(strides)} and the ` +
        `offset ${show(offset)}. There is one stride for each size, and none is negative. The file is damaged.`,
    );
  }
  return { shape: [...shape] as number[], strides: strides as number[], offset, count };
}

/** The part of the storage that the tensor may see. */
function storageBytes(name: string, { storage }: TensorRef, storages: Storages): Uint8Array {
  const { key, length, view } = storage;
  const size = storage.dtype ? DTYPE_BYTES[storage.dtype] : 1;
  const bytes = storages.bytes(key);
  if (bytes.length !== length * size || view.from + view.length > length) {
    throw new CheckpointError(
      'invalid-storage',
      `Tensor ${quote(name)} needs storage ${quote(key)} with ${length} elements of ${size} bytes, the file has ` +
        `${bytes.length} bytes there. The file is damaged; get it again.`,
    );
  }
  return bytes.subarray(view.from * size, (view.from + view.length) * size);
}

/** Strides of axes of length 1 mean nothing. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

interface Gather {
  shape: readonly number[];
  strides: readonly number[];
  offset: number;
  /** Bytes of an element. */
  size: number;
  /** XORed to the byte's index in its element: 0 keeps the order, size - 1 turns it round. */
  swap: number;
  count: number;
}

function gather(source: Uint8Array, { shape, strides, offset, size, swap, count }: Gather): Uint8Array {
  const result = new Uint8Array(count * size);
  const index = shape.map(() => 0);
  let from = offset;
  for (let to = 0; to < result.length; to += size) {
    for (let byte = 0; byte < size; byte++) result[to + byte] = source[from * size + (byte ^ swap)];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}
