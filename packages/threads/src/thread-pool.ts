/** A fork-join pool: the kernels of one WebAssembly module on one shared memory, by several threads. */
import { check, checkOptions } from './check-options.js';
import { checkTeam } from './check-team.js';
import { ThreadsError } from './errors.js';
import { spawnTeam } from './spawn-team.js';
import type { SpawnedWorker } from './spawn-worker.js';
import { CONTROL, runCalls, type Team, type ThreadData, threadMain } from './thread-main.js';
import { encodeCalls, type KernelCall } from './work-list.js';

/** Options of `ThreadPool.create`. */
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
export class ThreadPool<Name extends string = string> {
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

  /** @throws {ThreadsError} for options that do not fit, and when a worker cannot be started; none is left behind then. */
  static async create<Name extends string = string>(options: ThreadPoolOptions): Promise<ThreadPool<Name>> {
    checkOptions('ThreadPool.create', options, { module: 1, memory: 1, threads: 1 });
    const { module, memory, threads } = checkTeam('ThreadPool.create', options, 1);
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
    const shared = { module, memory, names, control, list, at: CONTROL, threads };
    const sources = Array.from({ length: threads - 1 }, (_, i) => {
      const data: ThreadData = { ...shared, thread: i + 1 };
      return { main: threadMain, tools: { runCalls }, data };
    });
    return new ThreadPool<Name>(team, names, await spawnTeam(sources));
  }

  /** @throws {ThreadsError} for a kernel that the module does not export, and for too long a list. */
  prepare(calls: readonly KernelCall<Name>[]): WorkList {
    const list = encodeCalls(calls, this.names, this.threads);
    if (list.length > LIST_WORDS) {
      throw new ThreadsError(
        'invalid-argument',
        `The list has ${list.length} words, at most ${LIST_WORDS} fit; run it in parts.`,
      );
    }
    return list;
  }

  /** @throws {ThreadsError} for what is no list, and when a kernel trapped; the memory's content is then undefined. */
  run(list: WorkList): void {
    check(list instanceof Int32Array, 'The list', list, 'it is what prepare returns');
    const { team } = this;
    const { control } = team;
    if (Atomics.load(control, CONTROL.stop) === 1)
      throw new ThreadsError('state', 'The thread pool was disposed.');
    if (this.current !== list) team.list.set(list);
    this.current = list;
    Atomics.store(control, CONTROL.failed, 0);
    Atomics.store(control, CONTROL.start, Atomics.load(control, CONTROL.arrived));
    Atomics.add(control, CONTROL.epoch, 1);
    if (this.workers.length > 0) Atomics.notify(control, CONTROL.epoch);
    runCalls(team);
    if (Atomics.load(control, CONTROL.failed) === 1)
      throw new ThreadsError('state', 'A kernel trapped in a thread.');
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
