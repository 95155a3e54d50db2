import { FormatError } from '../errors.js';

/**
 * The array to read from a file that may hold several.
 *
 * @throws {FormatError} `invalid-argument`, listing the names, or `empty`
 */
export function chooseArray(names: string[], wanted: string | undefined, what: string): string {
  if (names.length === 0) throw new FormatError('empty', `${what} holds no arrays.`);
  if (wanted === undefined && names.length === 1) return names[0];
  if (wanted !== undefined && names.includes(wanted)) return wanted;
  const list = names.slice(0, 20).map((name) => `'${name}'`);
  throw new FormatError(
    'invalid-argument',
    `${what} holds ${names.length} array(s), ${wanted === undefined ? 'so one must be chosen' : `and none named '${wanted}'`}: pass { array: ${list.join(' | ')}${names.length > 20 ? ' | ...' : ''} }.`,
  );
}
