/** Asynchronous work on a stream, several items at once, results in the order of the items. */
import { check, checkOptions } from './check-options.js';
import { ThreadsError } from './errors.js';

/** Items, or promises of items: a sync generator that yields promises has them fulfilled side by side. */
export type ItemSource<T> = Iterable<T | PromiseLike<T>> | AsyncIterable<T>;

/** Options of `mapInOrder`. */
export interface MapInOrderOptions {
  /** Most items that are taken from the source before their results are asked for. */
  ahead: number;
  /** Ends the iteration with the signal's reason; work that has begun is not waited for. */
  signal?: AbortSignal;
}

/**
 * Takes no more from the source than it has room for, so that memory stays the same however long the stream is. An
 * item that fails is a result like any other and stops nothing. When the source itself fails, the results so far come
 * first, then its error.
 *
 * @throws {ThreadsError} for a source that is not iterable, or `ahead` below 1; the signal's reason; what the source threw.
 * @example
 * for await (const result of mapInOrder(files, read, { ahead: 4 })) {
 *   if (result.status === 'rejected') console.warn(result.reason);
 * }
 */
export async function* mapInOrder<T, R>(
  source: ItemSource<T>,
  work: (item: T, index: number) => R | PromiseLike<R>,
  options: MapInOrderOptions,
): AsyncGenerator<PromiseSettledResult<R>, void, undefined> {
  checkOptions('mapInOrder', options, { ahead: 1, signal: 1 });
  const { ahead, signal } = options;
  check(typeof work === 'function', 'The work of mapInOrder', work, 'it is a function of an item');
  if (!Number.isInteger(ahead) || ahead < 1) {
    throw new ThreadsError('invalid-argument', `ahead is ${ahead}; it must be a whole number of at least 1.`);
  }
  if (!isIterable(source)) {
    throw new ThreadsError(
      'invalid-argument',
      `mapInOrder takes an iterable of items; it got ${String(source)}.`,
    );
  }
  const iterator =
    Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const running: Promise<PromiseSettledResult<R>>[] = [];
  const start = async (item: T | PromiseLike<T>, index: number): Promise<PromiseSettledResult<R>> => {
    try {
      return { status: 'fulfilled', value: await work(await item, index) };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  };
  let failure: { error: unknown } | undefined;
  let ended = false;
  try {
    for (let count = 0; ; ) {
      while (!ended && running.length < ahead) {
        signal?.throwIfAborted();
        try {
          const next = await unlessAborted(iterator.next(), signal);
          if (next.done) ended = true;
          else running.push(start(next.value, count++));
        } catch (error) {
          signal?.throwIfAborted();
          failure = { error };
          ended = true;
        }
      }
      const first = running.shift();
      if (!first) break;
      yield await unlessAborted(first, signal);
    }
    if (failure) throw failure.error;
  } finally {
    // Not waited for: a source that is in the midst of something may never end.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

function isIterable(source: unknown): boolean {
  if (typeof source !== 'object' || source === null) return false;
  return Symbol.asyncIterator in source || Symbol.iterator in source;
}

/** Not `Promise.race`: what has lost to a promise that lives on would be kept as long as that. */
async function unlessAborted<T>(promise: T | PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let stop = () => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop);
      Promise.resolve(promise).then(resolve, reject);
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
