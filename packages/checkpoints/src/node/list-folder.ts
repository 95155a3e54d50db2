/** What lies in a folder, nothing left out, whatever the names are made of. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { check, checkOptions } from '../check-options.js';

/** Options of `listFolder`. */
export interface ListFolderOptions {
  /** Lists what lies in folders below, too; links to folders are not followed there. Default false. */
  recursive?: boolean;
}

/** One thing in a folder. */
export interface FolderEntry {
  /** Its path relative to the folder. Bytes that are no UTF-8 are shown as `\xff`; such a file is `unreadable`. */
  name: string;
  /** Links followed. `unreadable`: a link to nowhere, what the system refuses, or a name that is no text. */
  kind: 'file' | 'folder' | 'other' | 'unreadable';
}

/**
 * All that lies in a folder, in the order of the names: also pipes and devices, links to nowhere, and files whose names are
 * no text, so that nothing is passed over in silence. Errors of the system, such as ENOENT for the folder, are its own.
 *
 * @throws {CheckpointError} `invalid-argument` for what is no path, and an unknown option
 * @example
 * const files = (await listFolder('study')).filter(({ kind }) => kind === 'file');
 */
export async function listFolder(folder: string, options: ListFolderOptions = {}): Promise<FolderEntry[]> {
  const { recursive = false } = checkOptions('listFolder', options, { recursive: 1 });
  check(typeof folder === 'string', 'The folder', folder, 'it is a path');
  check(typeof recursive === 'boolean', 'recursive', recursive, 'it is true or false');
  const entries = await list(folder, '', recursive);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function list(folder: string, below: string, recursive: boolean): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  const found = await readdir(path.join(folder, below), { encoding: 'buffer', withFileTypes: true });
  for (const entry of found) {
    const bytes = entry.name as unknown as Buffer;
    const text = bytes.toString();
    if (!Buffer.from(text).equals(bytes)) {
      entries.push({ name: path.join(below, shown(bytes)), kind: 'unreadable' });
      continue;
    }
    const name = path.join(below, text);
    const kind = await kindOf(path.join(folder, name));
    entries.push({ name, kind });
    if (recursive && entry.isDirectory()) entries.push(...(await list(folder, name, true)));
  }
  return entries;
}

async function kindOf(file: string): Promise<FolderEntry['kind']> {
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) return 'unreadable';
  return info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other';
}

/** Whole characters as they are; every other byte by its number. */
function shown(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const [character] = new TextDecoder().decode(bytes.subarray(at, at + 4));
    const length = Buffer.byteLength(character);
    const whole = Buffer.from(character).equals(bytes.subarray(at, at + length));
    text += whole ? character : `\\x${bytes[at].toString(16).padStart(2, '0')}`;
    at += whole ? length : 1;
  }
  return text;
}
