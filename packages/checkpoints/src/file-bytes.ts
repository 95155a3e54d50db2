/** The content of a file that is in memory: bytes, what `arrayBuffer()` of a response or a file gives, or a view of it. */
export type FileBytes = ArrayBufferView | ArrayBufferLike;

/**
 * The bytes of what stands for a file, not copied; those of a `Blob` or `File` take a promise.
 *
 * @returns undefined for anything else, such as a path: whoever asked knows what to say then
 * @example
 * fileBytes(await response.arrayBuffer()); // Uint8Array
 */
export function fileBytes(file: FileBytes): Uint8Array | undefined;
export function fileBytes(file: unknown): Uint8Array | Promise<Uint8Array> | undefined;
export function fileBytes(file: unknown): Uint8Array | Promise<Uint8Array> | undefined {
  if (file instanceof Uint8Array) return file;
  if (ArrayBuffer.isView(file)) return new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  // Not instanceof: buffers of another window or of a test's sandbox are of another class.
  const kind = Object.prototype.toString.call(file);
  if (kind === '[object ArrayBuffer]' || kind === '[object SharedArrayBuffer]')
    return new Uint8Array(file as ArrayBuffer);
  if (kind === '[object Blob]' || kind === '[object File]') {
    return (file as Blob).arrayBuffer().then((buffer) => new Uint8Array(buffer));
  }
  return undefined;
}
