import { writeFileAtomic as write } from '@miniseg/checkpoints/node';
import { ioError } from './io-error.js';

/**
 * Writes a file so that it is whole or absent, whatever happens: `writeFileAtomic` of `@miniseg/checkpoints/node` with
 * this package's error.
 *
 * @throws {FormatError} `io`
 * @example
 * await writeFileAtomic('mask.nii.gz', writeNifti(mask, { labels: true }));
 */
export function writeFileAtomic(file: string, data: Uint8Array | string): Promise<void> {
  return ioError(`write ${file}`, () => write(file, data));
}
