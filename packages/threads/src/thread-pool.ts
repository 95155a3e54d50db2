/** A fork-join pool: the kernels of one WebAssembly module on one shared memory, by several threads. */
import { type SpawnedWorker, spawnWorker } from './spawn-worker.js';
import { CONTROL, runCalls, type Team, type ThreadData, threadMain } from './thread-main.js';
import { encodeCalls, type KernelCall } from './work-list.js';

export interface ThreadPoolOptions {
  /** Its exports are the kernels; it imports `env.memory`, shared, and nothing else. */
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** All threads, the caller's included: 1 starts no worker. */
  threads: number;
}

/** Calls that were encoded once, to be run often. */
export type WorkList = Int32Array & { readonly brand?: 'WorkList' };

/** Words of a run's list: some thousand calls. */
const LIST_WORDS = 65536;

/**
 * Kernels have the form `kernel(...args, begin, end, thread)` and work on a range of anything, such as rows; one call
 * is finished by all threads before the next begins. The caller's thread works too and blocks until all is done. In a
 * page threads need cross-origin isolation (for the shared memory); in Node they always work.
 *
 * @example
 * const pool = await ThreadPool.create({ module, memory, threads: 2 });
 * const list = pool.prepare([{ kernel: 'scale', args: [address], begin: 0, end: rows }]);
 * pool.run(list);
 * pool.dispose();
 */
export class ThreadPool {
  readonly threads: number;
  private readonly names: string[];
  private current?: WorkList;

  private constructor(
    private readonly team: Team,
    names: string[],
    private readonly workers: SpawnedWorker[],
  ) {
    this.threads = team.threads;
    this.names = names;
  }

  /** @throws Error when a worker cannot be started; none is left behind then. */
  static async create({ module, memory, threads }: ThreadPoolOptions): Promise<ThreadPool> {
    if (!Number.isInteger(threads) || threads < 1) {
      throw new RangeError(`threads is ${threads}; it must be a whole number of at least 1, such as 2.`);
    }
    if (threads > 1 && !isShared(memory.buffer)) {
      throw new TypeError(
        'The memory is not shared; several threads need new WebAssembly.Memory({ ..., shared: true }).',
      );
    }
    const words = (count: number) =>
      threads > 1 ? new Int32Array(new SharedArrayBuffer(count * 4)) : new Int32Array(count);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
    const team: Team = {
      kernels: names.map((name) => exports[name] as Team['kernels'][number]),
      control: words(CONTROL.words + threads),
      at: CONTROL,
      list: words(LIST_WORDS),
      threads,
      thread: 0,
      maySleep: !('document' in globalThis),
    };
    const { control, list } = team;
    const body = `(data, ready) => (${threadMain})(data, ${runCalls}, ready)`;
    const started = await Promise.allSettled(
      Array.from({ length: threads - 1 }, (_, i) => {
        const data: ThreadData = {
          module,
          memory,
          names,
          control,
          list,
          at: CONTROL,
          threads,
          thread: i + 1,
        };
        return spawnWorker(body, data);
      }),
    );
    const workers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) {
      for (const worker of workers) worker.terminate();
      throw new Error('A worker thread could not be started; use threads: 1.', { cause: failure.reason });
    }
    return new ThreadPool(team, names, workers);
  }

  /** @throws RangeError for a kernel that the module does not export. */
  prepare(calls: readonly KernelCall[]): WorkList {
    const list = encodeCalls(calls, this.names, this.threads);
    if (list.length > LIST_WORDS) {
      throw new RangeError(`The list has ${list.length} words, at most ${LIST_WORDS} fit; run it in parts.`);
    }
    return list;
  }

  /** @throws Error when a kernel trapped; the memory's content is then undefined. */
  run(list: WorkList): void {
    const { team } = this;
    const { control } = team;
    if (Atomics.load(control, CONTROL.stop) === 1) throw new Error('The thread pool was disposed.');
    if (this.current !== list) team.list.set(list);
    this.current = list;
    Atomics.store(control, CONTROL.failed, 0);
    Atomics.store(control, CONTROL.start, Atomics.load(control, CONTROL.arrived));
    Atomics.add(control, CONTROL.epoch, 1);
    if (this.workers.length > 0) Atomics.notify(control, CONTROL.epoch);
    runCalls(team);
    if (Atomics.load(control, CONTROL.failed) === 1) throw new Error('A kernel trapped in a thread.');
  }

  /** Ends the workers. Calling it again changes nothing. */
  dispose(): void {
    const { control } = this.team;
    Atomics.store(control, CONTROL.stop, 1);
    Atomics.add(control, CONTROL.epoch, 1);
    if (this.workers.length > 0) Atomics.notify(control, CONTROL.epoch);
    for (const worker of this.workers.splice(0)) worker.terminate();
  }
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}
