import { readPlainFile } from '@miniseg/checkpoints/node';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { ioError } from './io-error.js';

/**
 * A file's bytes as a plain Uint8Array, however large the file is. Pipes, devices and folders are refused.
 *
 * @throws {FormatError} `io`, `invalid-argument` for what is no path
 * @example
 * const volume = await readVolume(await readBytes('scan.nii.gz'));
 */
export async function readBytes(file: string): Promise<Uint8Array> {
  if (typeof file !== 'string') {
    throw new FormatError('invalid-argument', `readBytes takes a path, and got ${described(file)}.`);
  }
  return ioError(`read ${file}`, () => readPlainFile(file));
}
