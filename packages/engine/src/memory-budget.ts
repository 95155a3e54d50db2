/** How much memory an image may take. */
import { EngineError } from './errors.js';
import type { Size } from './program/sizes.js';

/** From here on images are computed in strips, which takes no longer. */
const COMFORTABLE = 2 ** 30;

/** Bytes that 32 bits can address, but for a page. */
export const LARGEST = 2 ** 32 - 65536;

/** Bytes of one WebAssembly memory. */
export interface MemoryBudget {
  /** An image that needs more is computed in strips. */
  whole: number;
  /** One that needs more even then is refused. */
  most: number;
}

/**
 * @param maxMemory Of all memories together; undefined for the default.
 * @param most That a memory can have here.
 * @throws {EngineError} 'invalid-argument' for a `maxMemory` that is no number of bytes.
 */
export function memoryBudget(maxMemory: number | undefined, most: number, memories = 1): MemoryBudget {
  if (maxMemory === undefined) return { whole: Math.max(COMFORTABLE / memories, 2 ** 28), most };
  if (!Number.isSafeInteger(maxMemory) || maxMemory < 2 ** 20) {
    throw new EngineError(
      'invalid-argument',
      `maxMemory is ${maxMemory}; it must be a whole number of bytes of at least 2 ** 20, such as 2 ** 30.`,
    );
  }
  const each = Math.min(Math.floor(maxMemory / memories), most);
  return { whole: each, most: each };
}

const size = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** @returns The error for an image that needs more than there may be. */
export function tooLarge({ height, width }: Size, bytes: number, { most }: MemoryBudget): EngineError {
  return new EngineError(
    'memory',
    `The image of ${width} x ${height} pixels needs ${size(bytes)} of memory in the network, even in strips, and ` +
      `${size(most)} are allowed. Allow more with maxMemory, or make the image smaller with inputSize.`,
  );
}

/** @returns The error for memory that the machine does not give. */
export function noMemory(bytes: number, cause: unknown): EngineError {
  return new EngineError(
    'memory',
    `The image needs ${size(bytes)} of memory in the network, more than there is. Set maxMemory to less, or make the ` +
      'image smaller with inputSize.',
    { cause },
  );
}
