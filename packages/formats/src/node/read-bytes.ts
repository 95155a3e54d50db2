import { open } from 'node:fs/promises';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { ioError } from './io-error.js';

/** Node reads no more than 2 GiB at once. */
const AT_ONCE = 2 ** 30;

/**
 * A file's bytes as a plain Uint8Array, however large the file is.
 *
 * @throws {FormatError} `io`, `invalid-argument` for what is no path
 * @example
 * const volume = await readVolume(await readBytes('scan.nii.gz'));
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  if (typeof file !== 'string') {
    throw new FormatError('invalid-argument', `readBytes takes a path, and got ${described(file)}.`);
  }
  return ioError(`read ${file}`, async () => {
    const handle = await open(file);
    try {
      const { size } = await handle.stat();
      // What has no size of its own (a pipe, a device) is read to its end.
      if (size === 0) {
        const rest = await handle.readFile();
        return new Uint8Array(rest.buffer, rest.byteOffset, rest.byteLength);
      }
      const bytes = new Uint8Array(size);
      let filled = 0;
      while (filled < size) {
        const { bytesRead } = await handle.read(bytes, filled, Math.min(AT_ONCE, size - filled), filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      await handle.close();
    }
  });
}
