import { check } from '../check-options.js';
import { checkCount } from '../check-values.js';

/** Enough for what fits in small files. */
const LEAST = 2 ** 30;
/** More for files that are large themselves: a scan of 150 MB is no bomb. */
const PER_BYTE = 256;
const SMALL_FILE = 2 ** 20;

/**
 * Bytes that an input may take where its user says nothing: 1 GiB, and 256 for each byte of its files above 1 MiB, because
 * what takes much memory and is no trap has large files.
 *
 * @param fileBytes Of the input's files.
 * @param most That the machine can give.
 * @throws {ScanError} `invalid-argument` for what is no number of bytes
 * @example
 * await readStudy(input, { maxMemory: memoryForFiles(file.size, 4 * 2 ** 30) });
 */
export function memoryForFiles(fileBytes: number, most: number): number {
  checkCount(fileBytes, 'fileBytes', 0);
  check(typeof most === 'number' && most > 0, 'most', most, 'it is a number of bytes above 0');
  return Math.min(LEAST + PER_BYTE * Math.max(0, fileBytes - SMALL_FILE), most);
}
