import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { check } from '../check-options.js';
import { clearLeftovers, temporaryName } from './temporary-names.js';

/** A file to be written: its path, and bytes or text. */
type FileToWrite = readonly [file: string, data: Uint8Array | string];

/**
 * Writes a file so that it is whole or absent, whatever happens: into a temporary file in the same folder, flushed
 * to the disk, then renamed, and the folder flushed too. An existing file is replaced at once, a link too: it is not
 * followed. The temporary file (`.miniseg-....tmp`) is removed on errors; one that a killed process left is removed by the
 * next process that writes into the folder.
 *
 * Errors are the system's own, such as ENOENT for a folder that does not exist or ENOSPC for a full disk.
 *
 * @param data Bytes, or text that is written as UTF-8.
 * @throws {CheckpointError} for what is no path, and no data.
 * @example
 * await writeFileAtomic('weights.safetensors', writeSafetensors(tensors));
 */
export async function writeFileAtomic(file: string, data: Uint8Array | string): Promise<void> {
  return writeFilesAtomic([[file, data]]);
}

/**
 * Writes files that belong together so that the last one is there only with all others: each is written beside its
 * place first, then an older version of the last is removed, and all are renamed in their order. Whoever is killed in
 * between leaves no last file rather than one that names other files than it was written with.
 *
 * Errors are the system's own, as those of `writeFileAtomic`; nothing is replaced where one cannot be written.
 *
 * @throws {CheckpointError} for what is no list of files.
 * @example
 * await writeFilesAtomic([['model/weights.bin', weights], ['model/model.json', topology]]);
 */
export async function writeFilesAtomic(files: readonly FileToWrite[]): Promise<void> {
  check(Array.isArray(files), 'The files', files, 'they are a list of [path, data]');
  for (const entry of files) {
    const [file, data]: readonly unknown[] = Array.isArray(entry) ? entry : [];
    check(typeof file === 'string', 'The file', file, 'it is a path');
    const isData = typeof data === 'string' || data instanceof Uint8Array;
    check(isData, `The data of ${file}`, data, 'they are bytes, as a Uint8Array, or text');
  }
  const folders = [...new Set(files.map(([file]) => path.dirname(file)))];
  for (const folder of folders) await clearOnce(folder);
  const temporary: string[] = [];
  try {
    for (const [file, data] of files) {
      temporary.push(path.join(path.dirname(file), await temporaryName()));
      await write(temporary.at(-1) as string, data);
    }
    const [last] = files.at(-1) ?? [];
    if (files.length > 1 && last !== undefined) await rm(last, { force: true });
    for (const [index, [file]] of files.entries()) await rename(temporary[index], file);
  } catch (error) {
    for (const name of temporary) await rm(name, { force: true });
    throw error;
  }
  for (const folder of folders) await syncFolder(folder);
}

/** Folders in which this process has looked for what others left. */
const cleared = new Map<string, Promise<void>>();

function clearOnce(folder: string): Promise<void> {
  const place = path.resolve(folder);
  const before = cleared.get(place) ?? clearLeftovers(place);
  cleared.set(place, before);
  return before;
}

async function write(file: string, data: Uint8Array | string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself reaches the disk with its folder; Windows cannot open folders, and does without. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
