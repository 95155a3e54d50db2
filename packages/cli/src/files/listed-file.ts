/** Files that a list names: how far a list may reach. */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { siblingFile } from '@miniseg/checkpoints/node';
import { CliError } from '../errors.js';

/**
 * The file that a name in a list stands for: in the first of the folders that has one. Lists come with data, and may be
 * anybody's: they reach plain files in their own folder and in those that the command names, and nothing else.
 *
 * @param named Begins messages: `The list 'pairs.csv'`.
 * @param folders Where names are looked up, in this order.
 * @returns undefined where there is no such file
 * @throws {CliError} `input` for a file elsewhere, also where a link leads there, and for what is no plain file
 */
export async function listedFile(
  named: string,
  name: string,
  folders: readonly string[],
): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.resolve(folder, name);
    const exists = await lstat(file).catch(() => undefined);
    if (!exists) continue;
    const home = folders.find((each) => isInside(path.resolve(each), file));
    if (home === undefined) {
      throw new CliError(
        'input',
        `${named} names '${name}', which is neither in its folder nor in one that the command names. Name the folder of ` +
          'these files on the command line, or put the list there.',
      );
    }
    const inside = path.relative(path.resolve(home), file);
    await siblingFile(home, inside, { below: true, local: true, named }).catch((cause: Error) => {
      throw new CliError('input', cause.message, { cause });
    });
    return file;
  }
  return undefined;
}

function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
