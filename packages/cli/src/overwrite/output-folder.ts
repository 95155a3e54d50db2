/** The folder of results: made before any work is done, and nothing in it is overwritten unasked. */
import { access, constants, realpath } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';
import { makeWritableFolder } from '../files/writable-folder.js';

export interface OutputFolderOptions {
  overwrite: boolean;
  /** Files that must never be written over, whatever `overwrite` says. */
  inputs: readonly string[];
}

/**
 * @param targets Paths of the results, relative to the folder.
 * @throws CliError when the folder cannot be written, or a result is there already.
 */
export async function prepareOutputFolder(
  folder: string,
  targets: readonly string[],
  { overwrite, inputs }: OutputFolderOptions,
): Promise<void> {
  const folders = new Set(targets.map((target) => path.dirname(path.join(folder, target))));
  await makeWritableFolder(folder, [...folders]);
  const sources = new Set(await Promise.all(inputs.map((input) => realpath(input))));
  for (const target of targets) {
    const file = path.join(folder, target);
    const exists = await access(file, constants.F_OK).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    if (sources.has(await realpath(file))) {
      throw new CliError(
        'output',
        `'${file}' is an input and would be overwritten. Choose another folder with --out.`,
      );
    }
    if (!overwrite) {
      throw new CliError(
        'output',
        `'${file}' exists already. Choose another folder with --out, or pass --overwrite to replace earlier results.`,
      );
    }
  }
}
