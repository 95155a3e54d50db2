import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import type { NamedBytes } from '../named-bytes.js';
import type { FileSource } from '../to-bytes.js';
import type { Volume } from '../volume/volume.js';
import { READ_OPTIONS, type ReadOptions, readChecked } from './read-volume.js';

/**
 * A single slice from a file of any format: a picture, a DICOM slice, or a volume of one slice.
 *
 * @throws {FormatError} `geometry` where there are more slices; otherwise as {@link readVolume}
 * @example
 * const image = await readSlice(png);
 * const mask = await readSlice(maskPng, { palette: 'indices' });
 */
export async function readSlice(
  input: FileSource | NamedBytes[],
  options: ReadOptions = {},
): Promise<Volume> {
  checkOptions('readSlice', options, READ_OPTIONS);
  const volume = await readChecked('readSlice', input, options);
  if (volume.shape[0] !== 1) {
    throw new FormatError('geometry', `The file holds ${volume.shape[0]} slices, not one; use readVolume.`);
  }
  return volume;
}
