/** Names of temporary files, and which of them nobody will finish. */
import { createHash, randomBytes } from 'node:crypto';
import { lstat, readdir, readlink, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { check } from '../check-options.js';
import { processStart, stillRuns } from './process-start.js';

/** Beginning and end of every temporary file of these packages; between them the machine, the process and chance. */
const PATTERN = /^\.miniseg-([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{12}\.tmp$/;
/** Processes of other machines and containers cannot be seen; their files go when nobody has written them for a day. */
const FOREIGN_AGE = 24 * 60 * 60 * 1000;

let own: Promise<string> | undefined;

/**
 * A name for a file that is renamed when it is whole. It does not depend on the final name, so that it is never too long,
 * and it says which process makes it.
 */
export async function temporaryName(): Promise<string> {
  own ??= prefix();
  return `${await own}${randomBytes(6).toString('hex')}.tmp`;
}

async function prefix(): Promise<string> {
  return `.miniseg-${await machine()}-${process.pid}-${(await processStart(process.pid)) ?? ''}-`;
}

let here: Promise<string> | undefined;

/** The space in which numbers of processes are unique: of containers on one machine each has its own. */
function machine(): Promise<string> {
  here ??= readlink('/proc/self/ns/pid')
    .catch(() => '')
    .then((space) => createHash('sha256').update(`${os.hostname()} ${space}`).digest('hex').slice(0, 8));
  return here;
}

/**
 * Removes from a folder the temporary files of processes that were killed while they wrote. Those of processes that run,
 * and all other files, stay. A folder that is not there or cannot be listed is left alone.
 *
 * @throws {CheckpointError} `invalid-argument` for what is no path
 * @example
 * await clearLeftovers('results');
 */
export async function clearLeftovers(folder: string): Promise<void> {
  check(typeof folder === 'string', 'The folder', folder, 'it is a path');
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const found = PATTERN.exec(name);
    if (found && (await isLeftover(path.join(folder, name), found)))
      await rm(path.join(folder, name), { force: true }).catch(() => {});
  }
}

async function isLeftover(file: string, [, place, pid, started]: RegExpExecArray): Promise<boolean> {
  const info = await lstat(file).catch(() => undefined);
  if (!info?.isFile()) return false;
  if (place !== (await machine())) return Date.now() - info.mtimeMs > FOREIGN_AGE;
  const since = info.mtime.toISOString();
  return !(await stillRuns({ pid: Number(pid), started: started || undefined, since }));
}
