import path from 'node:path';
import { listFolder } from '@miniseg/checkpoints/node';
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
 * All files of a folder, in the order of their names, with paths relative to it; links to files are files. What is there
 * and cannot be read is an error: a folder of slices with one of them missing would be another scan.
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
  const entries = await ioError(`read the folder ${folder}`, () => listFolder(folder, { recursive }));
  const files: NamedBytes[] = [];
  for (const { name, kind } of entries) {
    // What cannot be read is an error that names it, and no file less.
    if (kind !== 'folder') files.push({ name, bytes: await readBytes(path.join(folder, name)) });
  }
  return files;
}
