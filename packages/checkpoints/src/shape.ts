import { CheckpointError } from './errors.js';
import { quote, showList } from './quote.js';

/** More than PyTorch or tfjs can use. */
const MAX_RANK = 64;

/** A whole number from 0 up that a double holds exactly. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
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
