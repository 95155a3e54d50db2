/** Files that are named in other files: the one way to get from such a name to a file. */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { check, checkOptions } from '../check-options.js';
import { CheckpointError } from '../errors.js';
import { quote } from '../quote.js';
import { siblingNameFault } from '../sibling-name.js';
import { plainFileSize } from './plain-file.js';

/** Options of `siblingFile`. */
export interface SiblingFileOptions {
  /** Allows files in folders below, too. Default false: only beside. */
  below?: boolean;
  /** Takes names as this system has them, where a ':' may be a sign like any other. Default false: as any system. */
  local?: boolean;
  /** Says who names the file, for messages: `The list 'pairs.csv'`. */
  named: string;
}

/** A file that another one names, found and looked at, and not read yet. */
export interface SiblingFile {
  /** Its path, through links. */
  file: string;
  bytes: number;
}

/**
 * The file that a name in another file stands for: a plain one inside the folder, links followed. Read it by
 * `readPlainFile`.
 *
 * @param folder Where the file is that holds the name.
 * @throws {CheckpointError} `io` that says which rule the name breaks: it leads elsewhere, by itself or through a link, is
 *   no plain file, or there is none; `invalid-argument` for what is no path and no name
 * @example
 * const { file, bytes } = await siblingFile('model', 'weights.bin', { named: "'model/model.json'" });
 */
export async function siblingFile(
  folder: string,
  name: string,
  options: SiblingFileOptions,
): Promise<SiblingFile> {
  const known = { below: 1, local: 1, named: 1 } as const;
  const { below = false, local = false, named } = checkOptions('siblingFile', options, known);
  check(typeof folder === 'string', 'The folder', folder, 'it is a path');
  check(typeof name === 'string', 'The name', name, 'it is the name of a file');
  check(typeof named === 'string', 'named', named, 'it says who names the file');
  const refuse = (what: string, cause?: unknown) =>
    new CheckpointError(
      'io',
      `${named} names the file ${quote(String(name))}, which ${what}. Only plain files ${below ? 'in its folder' : 'beside it'} are read.`,
      { cause },
    );
  const everywhere = !local || process.platform === 'win32';
  const fault = everywhere
    ? siblingNameFault(local ? name.replaceAll(path.sep, '/') : name, { below })
    : undefined;
  if (fault !== undefined) throw refuse(fault);
  const [root, file] = await Promise.all([realpath(folder), realpath(path.join(folder, name))]).catch(
    (cause: NodeJS.ErrnoException) => {
      throw refuse(cause.code === 'ENOENT' ? 'is not there' : `cannot be read (${cause.code})`, cause);
    },
  );
  if (!isInside(root, file, below)) throw refuse('is a link that leaves the folder');
  const bytes = await plainFileSize(file).catch((cause: unknown) => {
    throw refuse(CheckpointError.isInstance(cause) ? 'is no plain file' : 'cannot be read', cause);
  });
  return { file, bytes };
}

function isInside(root: string, file: string, below: boolean): boolean {
  if (!below) return path.dirname(file) === root;
  const way = path.relative(root, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
