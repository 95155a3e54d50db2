/**
 * The order in which free buffers are used again. tfjs takes the one that was freed last, so that the same step of training
 * meets its buffers in another order every time; taken by their age, they come in the same one, and what binds them can be kept.
 */
import type { Buffer, WebgpuBackend } from './backend.js';

const numbers = new WeakMap<Buffer, number>();
let next = 0;

/** Of a buffer, the same for as long as it lives. */
export function numberOf(buffer: Buffer): number {
  let number = numbers.get(buffer);
  if (number === undefined) {
    number = next++;
    numbers.set(buffer, number);
  }
  return number;
}

/** Once for each backend. */
export function orderBuffers({ bufferManager }: WebgpuBackend): void {
  const { releaseBuffer } = bufferManager;
  bufferManager.releaseBuffer = (buffer, reuse = true) => {
    releaseBuffer.call(bufferManager, buffer, reuse);
    const free = reuse ? bufferManager.freeBuffers.get(`${buffer.size}_${buffer.usage}`) : undefined;
    if (!free || free[free.length - 1] !== buffer) return;
    const number = numberOf(buffer);
    let place = free.length - 1;
    for (; place > 0 && numberOf(free[place - 1]) < number; place--) free[place] = free[place - 1];
    free[place] = buffer;
  };
}
