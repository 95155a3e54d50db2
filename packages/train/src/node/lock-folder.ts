/** One process at a time works in a folder: a file that says who does, and outlives it only where it was killed. */
import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isRunning, processStart } from '@miniseg/checkpoints/node';
import { check } from '../check-options.js';
import { TrainError } from '../errors.js';

interface Holder {
  pid: number;
  host: string;
  /** When its process began, where the system tells: numbers of processes are used again. */
  started?: string;
  since: string;
}

const LOCK = '.lock';
/** How often a holder shows that it lives, milliseconds. */
const HEARTBEAT = 30_000;
/** After this time without a sign of life a holder on another machine counts as gone. On this machine its process is looked up. */
const SILENCE = 600_000;
/** How long a file may be empty between being made and being written. */
const WRITING = 1000;
const RETRY = 50;

/**
 * Takes a folder, which is made where it is absent, until the returned function is called. A holder that was killed, or
 * whose machine was restarted, is recognized, and the folder is taken over; one of another machine or container, whose
 * processes cannot be seen from here, when it has given no sign of life for ten minutes.
 *
 * @throws {TrainError} `locked` that says who has the folder and since when; `storage` where it cannot be written
 * @example
 * const unlock = await lockFolder('runs/fold1');
 * try {
 *   await train();
 * } finally {
 *   await unlock();
 * }
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  check(typeof folder === 'string' && folder !== '', 'The folder', folder, 'it is a path');
  const file = path.join(folder, LOCK);
  const text = await acquireAlone(file, folder).catch((cause) => {
    if (TrainError.isInstance(cause)) throw cause;
    throw new TrainError(
      'storage',
      `The folder '${folder}' cannot be used: ${cause.message}. Give one that can be written.`,
      { cause },
    );
  });
  const heartbeat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, HEARTBEAT);
  heartbeat.unref();
  return async () => {
    clearInterval(heartbeat);
    if ((await contentOf(file)) === text) await rm(file, { force: true });
  };
}

/** Takes the lock, and clears what one left that was killed while it took over. @returns What was written into the file. */
async function acquireAlone(file: string, folder: string): Promise<string> {
  const text = await acquire(file, folder);
  const guard = guardOf(file);
  const found = await contentOf(guard);
  if (found === undefined) return text;
  const holder = parse(found);
  // Whoever is about to take over and lives sees the new lock, and leaves it; its guard is its own to remove.
  const gone = holder ? await isGone(holder, guard) : (await silence(guard)) > WRITING;
  if (gone) await rm(guard, { force: true });
  return text;
}

/** @returns What was written into the file. */
async function acquire(file: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { pid } = process;
  const since = new Date().toISOString();
  const text = JSON.stringify({ pid, host: os.hostname(), started: await processStart(pid), since });
  for (let unreadable = 0; ; ) {
    if (await create(file, text)) return text;
    const found = await contentOf(file);
    if (found === undefined) continue;
    const holder = parse(found);
    if (holder ? await isGone(holder, file) : unreadable >= WRITING) {
      await removeStale(file, found, folder);
      continue;
    }
    if (holder) throw await lockedError(folder, file, holder);
    unreadable += RETRY;
    await pause();
  }
}

/** @returns False where the file is there already. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // On a full disk the file is made and stays empty.
    if ((await contentOf(file)) === '') await rm(file, { force: true });
    throw error;
  }
}

/**
 * Several processes may find the same stale file at once. Only one of them may remove it, and none may remove a new lock
 * that took its place, so removing has a lock of its own, which is taken in the same way.
 */
async function removeStale(file: string, found: string, folder: string): Promise<void> {
  const guard = guardOf(file);
  try {
    await acquire(guard, folder);
  } catch (error) {
    if (!TrainError.isInstance(error)) throw error;
    return pause();
  }
  try {
    if ((await contentOf(file)) === found) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

const guardOf = (file: string) => `${file}.takeover`;

async function isGone(holder: Holder, file: string): Promise<boolean> {
  if (holder.host === os.hostname()) {
    const { pid, started, since } = holder;
    return !(await isRunning({ pid, started, since }));
  }
  return (await silence(file)) > SILENCE;
}

/** Milliseconds since the last sign of life. */
async function silence(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  return found ? Date.now() - found.mtimeMs : Number.POSITIVE_INFINITY;
}

async function lockedError(
  folder: string,
  file: string,
  { pid, host, started, since }: Holder,
): Promise<TrainError> {
  const foreign = host !== os.hostname();
  const own = !foreign && pid === process.pid;
  const who = own ? 'another run of this process' : `process ${pid}${foreign ? ` on '${host}'` : ''}`;
  let cure = `Wait for its end${own ? '' : `, stop it (kill ${pid})`}, or choose another folder.`;
  if (foreign) {
    const seconds = Math.max(0, Math.round((await silence(file)) / 1000));
    cure =
      `Its last sign of life was ${seconds} s ago. Wait for its end, or choose another folder. If that machine or ` +
      `container is gone, the folder is free after ${SILENCE / 60_000} minutes without one, or when '${file}' is removed.`;
  } else if (started === undefined) {
    cure += ` If process ${pid} is some other program, remove '${file}'.`;
  }
  return new TrainError('locked', `'${folder}' is in use by ${who}, since ${since}. ${cure}`);
}

function parse(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { host, pid, started, since } = holder ?? {};
    const isStart = started === undefined || typeof started === 'string';
    if (typeof host !== 'string' || !Number.isSafeInteger(pid) || Number(pid) < 1 || !isStart)
      return undefined;
    // Of a lock that does not say when it was taken, nothing but its process is known.
    const isDate = typeof since === 'string' && !Number.isNaN(Date.parse(since));
    return { host, pid: Number(pid), started, since: isDate ? since : new Date().toISOString() };
  } catch {
    return undefined;
  }
}

const contentOf = (file: string) =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, RETRY));
