import { FormatError } from './errors.js';
import { described } from './to-bytes.js';

/**
 * True for names that begin with a dot, such as the `._IM001` that macOS puts beside files on other disks: they hold
 * no image, whatever their suffix says.
 *
 * @throws {FormatError} `invalid-argument` for what is no text
 * @param name with or without folders, whose own names do not count
 */
export function isHiddenFile(name: string): boolean {
  if (typeof name !== 'string') {
    throw new FormatError(
      'invalid-argument',
      `isHiddenFile takes the name of a file, and got ${described(name)}.`,
    );
  }
  return /(^|[\\/])\.[^\\/]+$/.test(name);
}
