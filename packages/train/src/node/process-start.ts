/** Whether a process that was met before is still the same one. */
import { readFile } from 'node:fs/promises';
import os from 'node:os';

/** Clocks are set now and then, milliseconds. */
const TOLERANCE = 5000;
/** States of processes that have ended and whose parent has not asked how. */
const ENDED = ['Z', 'X'];

/** When a process began, in a form to be compared; undefined where the system has no /proc to tell. */
export async function processStart(pid: number): Promise<string | undefined> {
  return (await procStat(pid))?.started;
}

/**
 * @param since when the process was met, as a date
 * @returns False for one that has ended, even where another one has its number now. Without /proc that other one is told
 *   apart only when the machine was restarted in between.
 */
export async function isRunning({
  pid,
  started,
  since,
}: {
  pid: number;
  started?: string;
  since: string;
}): Promise<boolean> {
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

async function procStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the program's name in parentheses, with whatever it contains.
  const [state, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state, started: rest[18] };
}
