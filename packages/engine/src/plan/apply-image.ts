/** Brings a laid-out image into a memory. */
import type { MemoryImage } from './heap.js';

/**
 * Grows the memory where it is too small. Workers get this function as source text: it uses nothing from outside.
 *
 * @throws {RangeError} when the memory cannot grow so far; nothing was written then.
 */
export function applyImage(memory: WebAssembly.Memory, { bytes, stores, zeros }: MemoryImage): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const all = new Uint8Array(memory.buffer);
  for (const { address, length } of zeros) all.fill(0, address, address + length);
  for (const { address, bytes: values } of stores) all.set(values, address);
}
