import { readFile } from 'node:fs/promises';
import { ioError } from './io-error.js';

/**
 * A file's bytes as a plain Uint8Array.
 *
 * @throws FormatError `io`
 * @example
 * const volume = await readVolume(await readBytes('scan.nii.gz'));
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  const buffer = await ioError(`read ${file}`, () => readFile(file));
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
