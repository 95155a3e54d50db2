/** The files that an argument names: a file as it is, a folder as the files of some kinds directly in it. */
import path from 'node:path';
import { listFolder } from '@miniseg/checkpoints/node';
import { CliError } from '../errors.js';
import { isFolder, readable } from './readable.js';

export interface ListedFiles {
  /** In the order of their names. */
  files: string[];
  /** Files of the folder that are of no such kind, and hidden ones. */
  ignored: string[];
  /** The argument was a single file. */
  single: boolean;
}

export interface FileKinds {
  /** For messages, for instance 'predictions'. */
  side: string;
  /** Suffixes without dots, in lower case. */
  suffixes: readonly string[];
  /** Ends the message about a folder without any of them. */
  cure: string;
}

/** @throws {CliError} when the path cannot be read or a folder holds no such file */
export async function listFiles(given: string, { side, suffixes, cure }: FileKinds): Promise<ListedFiles> {
  const what = `The ${side} '${given}'`;
  if (!(await isFolder(what, given))) return { files: [given], ignored: [], single: true };
  const entries = await readable(what, listFolder(given));
  const names = entries.filter(({ kind }) => kind !== 'folder').map(({ name }) => name);
  // A name may end in a line break or a space, which nobody sees.
  const isWanted = (name: string) =>
    !isHidden(name) && suffixes.some((suffix) => seen(name).toLowerCase().endsWith(`.${suffix}`));
  const files = names.filter(isWanted).sort();
  if (files.length === 0) {
    const kinds = suffixes.map((suffix) => `.${suffix}`);
    const list = kinds.length > 1 ? `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}` : kinds[0];
    throw new CliError('input', `The folder of ${side} '${given}' holds no ${list} file. ${cure}`);
  }
  const inFolder = (name: string) => path.join(given, name);
  const ignored = names.filter((name) => !isWanted(name)).sort();
  return { files: files.map(inFolder), ignored: ignored.map(inFolder), single: false };
}

const seen = (name: string) => name.replaceAll(/[\s\p{C}]/gu, '');

/** As macOS leaves `._name.png`, which is no picture, on foreign disks. */
export const isHidden = (file: string) => path.basename(file).startsWith('.');
