/** The masks that an argument names: a file as it is, a folder as the PNG files directly in it. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../errors.js';

export interface ListedMasks {
  files: string[];
  /** The argument was a single file. */
  single: boolean;
}

/**
 * @param side for messages, for instance 'predictions'
 * @throws CliError when the path cannot be read or a folder holds no PNG
 */
export async function listMasks(given: string, side: string): Promise<ListedMasks> {
  const found = await stat(given).catch((cause: Error) => {
    throw new CliError('input', `The ${side} '${given}' cannot be read: ${cause.message}. Check the path.`, {
      cause,
    });
  });
  if (!found.isDirectory()) return { files: [given], single: true };
  const entries = await readdir(given, { withFileTypes: true });
  // A leading dot: macOS leaves '._name.png' files, which are no pictures, on foreign disks.
  const names = entries
    .filter((entry) => !entry.isDirectory() && /^[^.].*\.png$/i.test(entry.name))
    .map(({ name }) => name)
    .sort();
  if (names.length === 0) {
    throw new CliError(
      'input',
      `The folder of ${side} '${given}' holds no .png file. Masks must lie directly in it, not in folders inside.`,
    );
  }
  return { files: names.map((name) => path.join(given, name)), single: false };
}
