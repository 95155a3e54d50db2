import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import type { NamedBytes } from '../named-bytes.js';
import { described } from '../to-bytes.js';
import { ioError } from './io-error.js';
import { readBytes } from './read-bytes.js';

/** Options of `readFolder`. */
export interface ReadFolderOptions {
  /** Reads the files of folders inside, too. Default false. */
  recursive?: boolean;
}

/**
 * All files of a folder, in the order of their names, with paths relative to it.
 *
 * @throws {FormatError} `io`, `invalid-argument`
 * @example
 * const { series } = groupDicomSeries(await readFolder('study', { recursive: true }));
 */
export async function readFolder(folder: string, options: ReadFolderOptions = {}): Promise<NamedBytes[]> {
  if (typeof folder !== 'string') {
    throw new FormatError(
      'invalid-argument',
      `readFolder takes the path of a folder, and got ${described(folder)}.`,
    );
  }
  checkOptions('readFolder', options, { recursive: 1 });
  const { recursive = false } = options;
  const entries = await ioError(`read the folder ${folder}`, () =>
    readdir(folder, { withFileTypes: true, recursive }),
  );
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const files: NamedBytes[] = [];
  for (const file of paths.sort()) {
    files.push({ name: path.relative(folder, file), bytes: await readBytes(file) });
  }
  return files;
}
