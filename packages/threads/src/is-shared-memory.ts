/**
 * Whether something is a shared WebAssembly memory; false for all else.
 *
 * By its tag, not by `instanceof`: a page that is not isolated from other origins does not have the name
 * SharedArrayBuffer, and a memory may come from another frame.
 */
export function isSharedMemory(memory: WebAssembly.Memory): boolean {
  return Object.prototype.toString.call(memory?.buffer) === '[object SharedArrayBuffer]';
}
