import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { clearLeftovers, readPlainFile, writeFileAtomic } from '@miniseg/checkpoints/node';
import { check } from '../check-options.js';
import type { CheckpointStorage } from '../types.js';
import { lockFolder } from './lock-folder.js';

/** What versions of before left when they were killed, whose names did not say of which process they are. */
const LEFTOVER = /^\..+\.safetensors\.[0-9a-f]+\.tmp$/;

/**
 * Checkpoints as files of a folder, which is made when the first one is written. A file is written beside its place,
 * flushed to the disk and renamed, so that it is whole or absent whatever happens. A second run in the folder is refused
 * for as long as the first one goes on (see `lockFolder`).
 *
 * @example new Trainer({ ...options, checkpoints: { storage: folderStorage('runs/fold1'), everySteps: 50 } });
 */
export function folderStorage(folder: string): CheckpointStorage {
  check(typeof folder === 'string' && folder !== '', 'The folder', folder, 'it is a path');
  let prepared: Promise<void> | undefined;
  return {
    write: async (name, bytes) => {
      prepared ??= prepare(folder);
      await prepared.catch((error) => {
        prepared = undefined;
        throw error;
      });
      await writeFileAtomic(path.join(folder, name), bytes);
    },
    read: (name) => absentAs(undefined, () => readPlainFile(path.join(folder, name))),
    remove: (name) => rm(path.join(folder, name), { force: true }),
    list: () => absentAs([], () => readdir(folder)),
    lock: () => lockFolder(folder),
  };
}

async function prepare(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await clearLeftovers(folder);
  const older = (await readdir(folder)).filter((name) => LEFTOVER.test(name));
  await Promise.all(older.map((name) => rm(path.join(folder, name), { force: true })));
}

async function absentAs<T>(absent: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent;
    throw error;
  }
}
