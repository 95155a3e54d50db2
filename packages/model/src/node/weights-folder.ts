/** Downloaded weights in a folder that all programs of this user share. */
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { writeFileAtomic } from '@miniseg/checkpoints/node';
import { ModelError } from '../errors.js';
import type { WeightsStore } from '../pretrained/types.js';
import { checkPath } from './check-path.js';

/** A store of files, which other programs can be given. */
export interface WeightsFolder extends WeightsStore {
  /** Where a file is or would be. */
  pathOf(key: string): string;
}

/**
 * A folder for downloaded weights. Files are written whole or not at all, so that programs may share it.
 *
 * @param where Default: `miniseg/weights` in the user's folder for caches, which is `$XDG_CACHE_HOME` where that is set,
 *   otherwise `%LOCALAPPDATA%` (Windows), `~/Library/Caches` (macOS) or `~/.cache`.
 * @throws {ModelError} `file` for what is no path
 * @example
 * const model = await loadPretrained(name, { store: weightsFolder(), allowDownload: true });
 */
export function weightsFolder(where: string = path.join(cacheFolder(), 'miniseg', 'weights')): WeightsFolder {
  checkPath('weightsFolder', where);
  const pathOf = (key: string) => {
    const parts = typeof key === 'string' ? key.split('/') : [];
    if (parts.length === 0 || parts.some((part) => !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part))) {
      throw new ModelError('invalid-argument', `The key ${key} is none: a few names with slashes between.`);
    }
    return path.join(where, ...parts);
  };
  return {
    pathOf,
    async read(key) {
      try {
        return new Uint8Array(await readFile(pathOf(key)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw trouble('read', pathOf(key), error as Error);
      }
    },
    async write(key, bytes) {
      const file = pathOf(key);
      try {
        await mkdir(path.dirname(file), { recursive: true });
        await writeFileAtomic(file, bytes);
      } catch (error) {
        throw trouble('written', file, error as Error);
      }
    },
  };
}

function trouble(what: 'read' | 'written', file: string, cause: Error): ModelError {
  if (ModelError.isInstance(cause)) return cause;
  return new ModelError(
    'file',
    `'${file}', where downloaded weights are kept, cannot be ${what}: ${cause.message}. XDG_CACHE_HOME names another folder.`,
    { cause },
  );
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  if (process.platform === 'win32') return LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local');
  return path.join(homedir(), ...(process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']));
}
