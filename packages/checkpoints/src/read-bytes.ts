import { check } from './check-options.js';
import { type FileBytes, fileBytes } from './file-bytes.js';

/**
 * Calls `read` with the bytes of a file and returns its result; for a `Blob`, whose bytes take a moment, a promise of it.
 *
 * @throws {CheckpointError} `invalid-argument` for what is no file in memory, such as a path
 */
export function readBytes<T>(file: FileBytes | Blob, read: (bytes: Uint8Array) => T): T | Promise<T> {
  const bytes = fileBytes(file as unknown);
  check(
    bytes,
    'The file',
    file,
    'give its bytes: a Uint8Array, an ArrayBuffer or a Blob (and read a path first)',
  );
  return bytes instanceof Uint8Array ? read(bytes) : bytes.then(read);
}
