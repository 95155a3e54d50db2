import { writeFileAtomic as write } from '@miniseg/checkpoints/node';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { ioError } from './io-error.js';

/**
 * Writes a file so that it is whole or absent, whatever happens: `writeFileAtomic` of `@miniseg/checkpoints/node` with
 * this package's error.
 *
 * @throws {FormatError} `io`, `invalid-argument` for what is no path, and no data
 * @example
 * await writeFileAtomic('mask.nii.gz', writeNifti(mask, { labels: true }));
 */
export async function writeFileAtomic(file: string, data: Uint8Array | string): Promise<void> {
  if (typeof file !== 'string' || (typeof data !== 'string' && !(data instanceof Uint8Array))) {
    throw new FormatError(
      'invalid-argument',
      `writeFileAtomic takes a path and bytes or text, and got ${described(file)} and ${described(data)}.`,
    );
  }
  return ioError(`write ${file}`, () => write(file, data));
}
