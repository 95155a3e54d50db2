/** Threads that work off lists of kernel calls on one shared memory. */
import { type SpawnedWorker, spawnWorker } from './spawn-worker.js';
import {
  TASK_CONTROL,
  TASK_NUMBERS,
  type TaskTeam,
  type TaskThreadData,
  takeTasks,
  taskThread,
} from './task-thread.js';

/** A kernel's name and arguments. */
export type Task<Name extends string = string> = readonly [kernel: Name, ...args: number[]];

export interface TaskPoolOptions {
  /** Its exports are the kernels; it imports `env.memory`, shared, and nothing else. */
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** All threads, the caller's included, at least 2. */
  threads: number;
}

const MOST_TASKS = 1024;
/** About a twentieth of a millisecond. */
const LOOKS = 20_000;

/**
 * Unlike `ThreadPool`, whose kernels share out ranges, it runs kernels as they are: the caller cuts the work into tasks
 * that do not touch each other's results. Where that cut does not depend on the number of threads, neither do the results.
 * In a page threads need cross-origin isolation (for the shared memory); in Node they always work.
 *
 * @example
 * const pool = await TaskPool.create({ module, memory, threads: 2 });
 * pool.run([['add', a, b, y, 1000], ['add', a + 4000, b + 4000, y + 4000, 1000]]);
 * pool.dispose();
 */
export class TaskPool {
  private readonly numberOf: Map<string, number>;

  private constructor(
    readonly threads: number,
    private readonly team: TaskTeam,
    names: string[],
    private readonly workers: SpawnedWorker[],
    private readonly maySleep: boolean,
  ) {
    this.numberOf = new Map(names.map((name, i) => [name, i]));
  }

  /** @throws Error when a worker cannot be started; none is left behind then. */
  static async create({ module, memory, threads }: TaskPoolOptions): Promise<TaskPool> {
    if (!Number.isInteger(threads) || threads < 2) {
      throw new RangeError(`threads is ${threads}; it must be a whole number of at least 2.`);
    }
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
    const shared = {
      control: new Int32Array(new SharedArrayBuffer(4 * TASK_CONTROL.words)),
      tasks: new Float64Array(new SharedArrayBuffer(8 * MOST_TASKS * TASK_NUMBERS)),
      at: TASK_CONTROL,
      numbers: TASK_NUMBERS,
    };
    const body = `(data, ready) => (${taskThread})(data, ${takeTasks}, ready)`;
    const data: TaskThreadData = { ...shared, module, memory, names, looks: LOOKS };
    const started = await Promise.allSettled(
      Array.from({ length: threads - 1 }, () => spawnWorker(body, data)),
    );
    const workers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) {
      for (const worker of workers) worker.terminate();
      throw new Error('A worker thread could not be started; use one thread.', { cause: failure.reason });
    }
    const kernels = names.map((name) => exports[name] as TaskTeam['kernels'][number]);
    return new TaskPool(threads, { ...shared, kernels }, names, workers, !('document' in globalThis));
  }

  /**
   * Returns when all tasks are done. They run in any order and at the same time.
   *
   * @throws Error when a kernel trapped; the memory's content is then undefined.
   */
  run(tasks: readonly Task[]): void {
    for (let first = 0; first < tasks.length; first += MOST_TASKS)
      this.runSome(tasks.slice(first, first + MOST_TASKS));
  }

  private runSome(tasks: readonly Task[]): void {
    const { control, tasks: numbers } = this.team;
    if (Atomics.load(control, TASK_CONTROL.stop) === 1) throw new Error('The task pool was disposed.');
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i];
      const number = this.numberOf.get(task[0]);
      if (number === undefined || task.length > TASK_NUMBERS - 1) {
        throw new RangeError(`There is no kernel '${task[0]}' with ${task.length - 1} arguments.`);
      }
      // The last one is taken first.
      const at = (tasks.length - 1 - i) * TASK_NUMBERS;
      numbers[at] = number;
      numbers[at + 1] = task.length - 1;
      for (let n = 1; n < task.length; n++) numbers[at + 1 + n] = task[n] as number;
    }
    Atomics.store(control, TASK_CONTROL.done, 0);
    Atomics.store(control, TASK_CONTROL.failed, 0);
    Atomics.store(control, TASK_CONTROL.total, tasks.length);
    Atomics.store(control, TASK_CONTROL.left, tasks.length);
    Atomics.notify(control, TASK_CONTROL.left, tasks.length - 1);
    takeTasks(this.team);
    for (let looks = 0; ; looks++) {
      const done = Atomics.load(control, TASK_CONTROL.done);
      if (done === tasks.length) break;
      if (looks > LOOKS && this.maySleep) Atomics.wait(control, TASK_CONTROL.done, done);
    }
    if (Atomics.load(control, TASK_CONTROL.failed) === 1) throw new Error('A kernel trapped in a thread.');
  }

  /** Ends the workers. Calling it again changes nothing. */
  dispose(): void {
    const { control } = this.team;
    Atomics.store(control, TASK_CONTROL.stop, 1);
    for (const worker of this.workers.splice(0)) worker.terminate();
  }
}
