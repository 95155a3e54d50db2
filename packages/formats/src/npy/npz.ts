import { zipSync } from 'fflate';
import { checkAnnounced, DEFAULT_MAX_BYTES } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { described, type FileBytes, toBytes } from '../to-bytes.js';
import { isPixelArray } from '../volume/check-volume.js';
import { readZip, type ZipEntry } from '../zip/read-zip.js';
import { type NumericArray, type ReadNpyOptions, readNpy } from './read-npy.js';
import { writeNpy } from './write-npy.js';

/** Names of the arrays of a .npz archive, without decompressing them. */
export function listNpz(file: FileBytes): string[] {
  return arrays(toBytes('listNpz', file)).map(({ name }) => name.slice(0, -4));
}

/**
 * The arrays of a .npz archive by name, stored or compressed; all of them, or those in `names`.
 *
 * @throws {FormatError} as {@link readNpy}; `maxBytes` holds for all arrays that are read, together
 */
export function readNpz(
  file: FileBytes,
  options: ReadNpyOptions & { names?: string[] } = {},
): Map<string, NumericArray> {
  checkOptions('readNpz', options, { maxBytes: 1, names: 1 });
  const { names } = options;
  if (names !== undefined && !Array.isArray(names)) {
    throw new FormatError('invalid-argument', `names of readNpz are a list, and got ${described(names)}.`);
  }
  const bytes = toBytes('readNpz', file);
  const wanted = arrays(bytes, options.maxBytes).filter(
    ({ name }) => names?.includes(name.slice(0, -4)) ?? true,
  );
  // Entries may share their bytes, so that many large arrays fit in a small file: the sum counts.
  if (wanted.length > 0) checkAnnounced(sumOf(wanted), allowance(options.maxBytes), 'The .npz archive');
  return new Map(
    wanted.map(({ name, read }) => [name.slice(0, -4), readNpy(read(), { maxBytes: options.maxBytes })]),
  );
}

/** A compressed .npz archive, as numpy.savez_compressed writes it. */
export function writeNpz(named: Record<string, NumericArray>): Uint8Array {
  if (
    typeof named !== 'object' ||
    named === null ||
    Array.isArray(named) ||
    isPixelArray((named as { data?: unknown }).data)
  ) {
    throw new FormatError(
      'invalid-argument',
      `writeNpz takes arrays by name, { name: { data, shape } }, and got ${described(named)}.`,
    );
  }
  const files = Object.entries(named).map(([name, array]) => [`${name}.npy`, writeNpy(array)]);
  // The smallest date that zip knows: the same arrays give the same bytes.
  return zipSync(Object.fromEntries(files), { mtime: new Date(1980, 0, 1) });
}

function arrays(bytes: Uint8Array, maxBytes?: number): ZipEntry[] {
  return readZip(bytes, allowance(maxBytes)).filter(({ name }) => name.endsWith('.npy'));
}

/** Room for the headers of .npy files beside their data. */
function allowance(maxBytes: number = DEFAULT_MAX_BYTES): number {
  return maxBytes + 16384;
}

function sumOf(entries: ZipEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
