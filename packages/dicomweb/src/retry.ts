/** What is worth another try, and when. */
import { DicomWebError } from './errors.js';

/** Answers that may be another in a moment: time-outs, too many requests, gateways and servers that restart. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

/** The tries of one request. */
export class Tries {
  readonly #retries: number;
  readonly #signal?: AbortSignal;
  #done = 0;
  /** Of the last answer: when the archive wants to be asked again. */
  retryAfter: string | null = null;

  constructor({ retries, signal }: { retries: number; signal?: AbortSignal }) {
    this.#retries = retries;
    this.#signal = signal;
  }

  /** Waits for the next try; throws the error where there is none. */
  async after(error: unknown): Promise<void> {
    this.#signal?.throwIfAborted();
    if (++this.#done > this.#retries || !isPassing(error)) throw error;
    await pause(pauseBefore(this.#done, this.retryAfter), this.#signal);
    this.retryAfter = null;
  }
}

function isPassing(error: unknown): boolean {
  if (!DicomWebError.isInstance(error)) return false;
  return error.code === 'network' || (error.code === 'http' && PASSING.has(error.status ?? 0));
}

/**
 * Milliseconds before the next try: twice as long with each, of which a random part, so that many clients do not come
 * back at the same moment. A server's own word counts, up to a limit.
 *
 * @param tries So far, from 1.
 */
function pauseBefore(tries: number, retryAfter: string | null): number {
  const asked = retryAfter === null ? Number.NaN : secondsUntil(retryAfter) * 1000;
  if (asked >= 0) return Math.min(asked, LONGEST_PAUSE);
  const longest = Math.min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE);
  return longest / 2 + (Math.random() * longest) / 2;
}

/** `Retry-After` has seconds or a date (RFC 9110, 10.2.3). */
function secondsUntil(value: string): number {
  return /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
