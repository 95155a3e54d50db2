/** Pixels that a worker may have: the caller keeps its own. */

/** A view of a volume is cut out, as a message would take all of the volume along. */
export function copyPixels(data: ArrayLike<number>): ArrayLike<number> & { buffer: ArrayBufferLike } {
  // Slicing Node's Buffer copies nothing.
  if (data instanceof Uint8Array) return new Uint8Array(data);
  if (data instanceof Uint8ClampedArray) return new Uint8ClampedArray(data);
  if (data instanceof Uint16Array) return new Uint16Array(data);
  if (data instanceof Int16Array) return new Int16Array(data);
  if (data instanceof Float32Array) return new Float32Array(data);
  return Float64Array.from(data);
}
