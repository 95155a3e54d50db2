/** Whether a process that was met before is still the same one. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { check, checkOptions } from '../check-options.js';

/** Clocks are set now and then, milliseconds. */
const TOLERANCE = 5000;
/** States of processes that have ended and whose parent has not asked how. */
const ENDED = ['Z', 'X'];

/**
 * When a process began, in a form to be compared; undefined where the system has no /proc to tell.
 *
 * @throws {CheckpointError} `invalid-argument` for what is no number of a process
 */
export async function processStart(pid: number): Promise<string | undefined> {
  checkPid(pid);
  return (await procStat(pid))?.started;
}

/** A process that was met before. */
export interface KnownProcess {
  pid: number;
  /** As `processStart` said it; undefined where it said nothing. */
  started?: string;
  /** When the process was met, as a date. */
  since: string;
}

/**
 * @returns False for one that has ended, even where another one has its number now. Without /proc that other one is told
 *   apart only when the machine was restarted in between.
 * @throws {CheckpointError} `invalid-argument` for what is no number of a process, no start and no date
 */
export async function isRunning(known: KnownProcess): Promise<boolean> {
  const { pid, started, since } = checkOptions('isRunning', known, { pid: 1, started: 1, since: 1 });
  checkPid(pid);
  const isStart = started === undefined || typeof started === 'string';
  check(isStart, 'started', started, 'it is what processStart returned');
  check(!Number.isNaN(Date.parse(since)), 'since', since, 'it is a date, such as 2026-01-31T12:00:00Z');
  return stillRuns(known);
}

/** As `isRunning`, of a process that a file names, which may be any. */
export async function stillRuns({ pid, started, since }: KnownProcess): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Otherwise it is there and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = await procStat(pid);
  if (now && started !== undefined) return now.started === started && !ENDED.includes(now.state);
  const booted = Date.now() - 1000 * os.uptime();
  return !(Date.parse(since) < booted - TOLERANCE);
}

function checkPid(pid: number): void {
  check(Number.isSafeInteger(pid) && pid > 0, 'pid', pid, 'it is the number of a process, at least 1');
}

async function procStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses, with whatever it contains.
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state, started: rest[18] };
}
