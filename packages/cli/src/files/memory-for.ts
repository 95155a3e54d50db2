import { memoryForFiles } from '@miniseg/scan';
import { availableMemory } from './available-memory.js';

/** What the program itself takes, without any image: Node, TensorFlow.js, the weights. */
const OWN = 192 * 2 ** 20;

/**
 * @param maxMemory Of the command; undefined for the default, which grows with the file up to 3/4 of the machine.
 * @returns Bytes that may be held for an input of `fileBytes`, without those of the program itself.
 */
export function memoryFor(maxMemory: number | undefined, fileBytes: number): number {
  const allowed = maxMemory ?? memoryForFiles(fileBytes, 0.75 * availableMemory());
  return Math.max(0, allowed - OWN);
}
