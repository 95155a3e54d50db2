/** One file from an address, within bounds: https alone, few redirects, a largest size, no endless wait. */
import { check, checkOptions } from '../check-options.js';
import { ModelError } from '../errors.js';

/** Bounds of a download. */
export interface DownloadOptions {
  /** Largest size in bytes. Default 256 MiB. */
  limit?: number;
  /** Milliseconds without a byte after which it is given up. Default 30,000. */
  patience?: number;
  signal?: AbortSignal;
  /** Bytes that have arrived, and how many there will be, where the server says it. */
  onProgress?: (done: number, total?: number) => void;
}

const REDIRECTS = 5;
const MEBIBYTE = 2 ** 20;

/**
 * @throws {ModelError} `invalid-argument` for an address that is neither https nor on this machine, also behind a
 *   redirect, and for bounds that are none; `too-large` beyond the limit; `download` for whatever else goes wrong
 */
export async function download(
  address: string,
  options: DownloadOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions('download', options, { limit: 1, patience: 1, signal: 1, onProgress: 1 });
  checkBounds(options);
  const { limit = 256 * MEBIBYTE, patience = 30_000, signal, onProgress } = options;
  const from = checkAddress(address);
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const waiting = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(new Error(`nothing came for ${patience / 1000} s`)), patience);
  };
  try {
    waiting();
    const response = await follow(from, stop.signal, waiting);
    if (!response.ok || !response.body) {
      throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
    }
    const announced = Number(response.headers.get('content-length') ?? Number.NaN);
    if (announced > limit) throw tooLarge(address, limit);
    const parts: Uint8Array[] = [];
    let done = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      waiting();
      done += part.value.length;
      if (done > limit) {
        stop.abort();
        throw tooLarge(address, limit);
      }
      parts.push(part.value);
      onProgress?.(done, Number.isNaN(announced) ? undefined : announced);
    }
    return join(parts, done);
  } catch (cause) {
    signal?.throwIfAborted();
    if (ModelError.isInstance(cause)) throw cause;
    const why = stop.signal.aborted ? (stop.signal.reason as Error) : (cause as Error);
    // fetch says "fetch failed" and hides the reason, such as ECONNREFUSED.
    const reason = [why.message, (why.cause as Error | undefined)?.message].filter(Boolean).join(': ');
    throw new ModelError('download', `${address} cannot be fetched: ${reason}. Try again, or give a file.`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

/** @throws {ModelError} `invalid-argument` for bounds that would bound nothing */
export function checkBounds({ limit, patience, signal, onProgress }: DownloadOptions): void {
  const isPositive = (value: unknown) => value === undefined || (typeof value === 'number' && value > 0);
  check(isPositive(limit), 'limit', limit, 'it is a number of bytes above 0');
  check(isPositive(patience), 'patience', patience, 'it is a number of milliseconds above 0');
  const isSignal = signal === undefined || typeof signal?.addEventListener === 'function';
  check(isSignal, 'signal', signal, 'it is the signal of an AbortController');
  const isCallback = onProgress === undefined || typeof onProgress === 'function';
  check(isCallback, 'onProgress', onProgress, 'it is a function of the bytes that have arrived');
}

/** Redirects one by one, each checked; a browser follows them itself, and says only where it arrived. */
async function follow(from: URL, signal: AbortSignal, waiting: () => void): Promise<Response> {
  let at = from;
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await fetch(at, { redirect: 'manual', signal });
    waiting();
    if (response.type === 'opaqueredirect') {
      const arrived = await fetch(at, { signal });
      checkAddress(arrived.url);
      return arrived;
    }
    const next = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || next === null) return response;
    await response.body?.cancel();
    at = checkAddress(new URL(next, at).href);
  }
  throw new Error(`it leads on to other addresses more than ${REDIRECTS} times`);
}

/** @throws {ModelError} unless nobody on the way can read or change what is sent */
function checkAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const local = url !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && local))) return url;
  throw new ModelError(
    'invalid-argument',
    `'${address}' is no address that weights are fetched from: it must begin with https:// (http:// on this machine alone).`,
  );
}

function tooLarge(address: string, limit: number): ModelError {
  return new ModelError(
    'too-large',
    `${address} is larger than the ${limit.toLocaleString('en-US')} bytes that are allowed. Check that it is a file of weights.`,
  );
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
