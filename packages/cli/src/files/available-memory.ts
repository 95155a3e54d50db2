import { totalmem } from 'node:os';

/** Bytes that this process may have: those of the machine, or of the container that it runs in. */
export function availableMemory(): number {
  const machine = totalmem();
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 && limit < machine ? limit : machine;
}
