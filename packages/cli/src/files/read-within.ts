import { checkMemory } from '@miniseg/formats';
import { readBytes } from '@miniseg/formats/node';
import { memoryFor } from './memory-for.js';

/** What a command makes of a value while it has it: numbers of eight bytes, and a copy. */
const PER_VALUE = 16;

/**
 * Reads files as bytes, and refuses those whose values would take too much memory.
 *
 * @param maxMemory Of the command; undefined for the default.
 * @param perValue Bytes that the command needs for each value.
 * @returns A function that rejects with FormatError `too-large`.
 */
export function readWithin(
  maxMemory: number | undefined,
  perValue = PER_VALUE,
): (file: string) => Promise<Uint8Array> {
  return async (file) => {
    const bytes = await readBytes(file);
    checkMemory(bytes, memoryFor(maxMemory, bytes.length), { perValue, what: `'${file}'` });
    return bytes;
  };
}
