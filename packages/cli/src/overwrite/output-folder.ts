/** The folder of results: made before any work is done, and nothing in it is overwritten unasked. */
import path from 'node:path';
import { makeWritableFolder } from '../files/writable-folder.js';
import { refuseOverwriting } from './refuse-overwriting.js';

export interface OutputFolderOptions {
  overwrite: boolean;
  /** Files that must never be written over, whatever `overwrite` says. */
  inputs: readonly string[];
}

/**
 * @param targets Paths of the results, relative to the folder.
 * @throws {CliError} when the folder cannot be written, or a result is there already.
 */
export async function prepareOutputFolder(
  folder: string,
  targets: readonly string[],
  options: OutputFolderOptions,
): Promise<void> {
  const files = targets.map((target) => path.join(folder, target));
  await makeWritableFolder(folder, [...new Set(files.map((file) => path.dirname(file)))]);
  await refuseOverwriting(files, { ...options, choose: 'folder' });
}
