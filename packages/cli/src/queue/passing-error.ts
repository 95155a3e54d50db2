/** Errors of a database that pass by themselves: a server that restarts, a connection that broke. */
import { setTimeout } from 'node:timers/promises';

/** Of the system, and of PostgreSQL: class 08 (connection), 57P (shut down, starting), 53300 (too many), 40 (conflicts). */
const CODES =
  /^(ECONN\w*|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|08\w{3}|57P0[1-5]|53300|40001|40P01)$/;
const MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client has encountered a connection error)/;

export function isPassing(error: unknown): boolean {
  const { code, message, errors } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    errors?: unknown[];
  };
  if (CODES.test(String(code)) || MESSAGES.test(String(message))) return true;
  // Both addresses of a name were tried.
  return Array.isArray(errors) && errors.some(isPassing);
}

export interface Insistence {
  signal?: AbortSignal;
  /** Told of each attempt that failed. */
  onWait?: (error: Error) => void;
  /** Milliseconds after which nothing is tried again; default: for as long as the database is away. */
  patience?: number;
}

/**
 * Does it again, with growing pauses, while the database is away. Whatever is done may have been done already
 * when the connection broke, and has to allow for that.
 */
export async function insist<Result>(
  attempt: () => Promise<Result>,
  { signal, onWait = () => {}, patience = Number.POSITIVE_INFINITY }: Insistence = {},
): Promise<Result> {
  const end = performance.now() + patience;
  for (let pause = 200; ; pause = Math.min(2 * pause, 5000)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error) || signal?.aborted || performance.now() + pause > end) throw error;
      onWait(error as Error);
    }
    await setTimeout(pause, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}
