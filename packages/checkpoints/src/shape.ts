import { check } from './check-options.js';
import { DTYPE_BYTES, isTensorDtype } from './dtypes.js';
import { CheckpointError } from './errors.js';
import { quote, showList } from './quote.js';
import type { CheckpointTensor } from './types.js';

/** More than PyTorch or tfjs can use. */
const MAX_RANK = 64;

/** A whole number from 0 up that a double holds exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** @throws {CheckpointError} `invalid-argument` unless it has the parts of a tensor, which need not fit each other */
export function checkTensor(tensor: CheckpointTensor, what: string): void {
  const isTensor =
    isTensorDtype(tensor?.dtype) && Array.isArray(tensor.shape) && tensor.bytes instanceof Uint8Array;
  const dtypes = Object.keys(DTYPE_BYTES).join(', ');
  check(
    isTensor,
    what,
    tensor,
    `it is { dtype, shape, bytes } with a dtype of ${dtypes}, an array and a Uint8Array`,
  );
}

/** @throws {CheckpointError} `invalid-argument` unless this is a map of tensors by name */
export function checkTensors(tensors: ReadonlyMap<string, CheckpointTensor>): void {
  const isMap = typeof tensors?.get === 'function' && typeof tensors[Symbol.iterator] === 'function';
  check(isMap, 'The tensors', tensors, 'they are a Map of tensors by name');
  for (const [name, tensor] of tensors) checkTensor(tensor, `Tensor ${quote(String(name))}`);
}

/** The number of elements of a shape that came out of a file; Infinity where the product overflows. */
export function elementCount(name: string, shape: readonly unknown[]): number {
  if (shape.length > MAX_RANK || !shape.every(isCount)) {
    throw new CheckpointError(
      'invalid-tensor',
      `Tensor ${quote(name)} has the shape ${showList(shape)}. ` +
        `A shape is at most ${MAX_RANK} whole numbers from 0 up. The file is damaged; get it again.`,
    );
  }
  // Zero first: Infinity times zero is not a number.
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}
