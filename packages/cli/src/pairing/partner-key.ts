/** How the files of two folders find their partners, for every command that pairs. */
import { CliError } from '../errors.js';
import { lastNumber } from './last-number.js';
import { stem } from './stem.js';

/**
 * What partners have in common: their whole name when every one of `files` has its namesake among `others`, otherwise
 * the last number in the name (3 and 0003 are one), or the name where it has no number.
 */
export function partnerKey(files: readonly string[], others: readonly string[]): (file: string) => string {
  const names = new Set(others.map(stem));
  // A text, as numbers in names can be of any length.
  const numberOrStem = (file: string) => lastNumber(stem(file))?.replace(/^0+(?=\d)/, '') ?? stem(file);
  return files.every((file) => names.has(stem(file))) ? stem : numberOrStem;
}

/** @throws {CliError} when two files of one side could both be meant. */
export function byKey(
  files: readonly string[],
  key: (file: string) => string,
  side: string,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const shared = key(file);
    const other = found.get(shared);
    if (other !== undefined) {
      throw new CliError(
        'input',
        `Two ${side}, '${other}' and '${file}', both go by '${shared}', so their partner is not certain. Rename or ` +
          'remove one of them, or name the pairs with --list.',
      );
    }
    found.set(shared, file);
  }
  return found;
}
