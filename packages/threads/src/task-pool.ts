/** Threads that work off lists of kernel calls on one shared memory. */
import { check, checkOptions } from './check-options.js';
import { checkTeam } from './check-team.js';
import { ThreadsError } from './errors.js';
import { spawnTeam } from './spawn-team.js';
import type { SpawnedWorker } from './spawn-worker.js';
import {
  TASK_CONTROL,
  TASK_NUMBERS,
  type TaskTeam,
  type TaskThreadData,
  takeTasks,
  taskThread,
} from './task-thread.js';

/** Kernels by name, as an interface that lists their arguments. */
// biome-ignore lint/suspicious/noExplicitAny: an interface has no index signature, and kernels any number of arguments.
type Kernels = { [name: string]: any };

/** A kernel's name and arguments: with an interface of the kernels the compiler counts them. */
export type Task<K = Kernels> = {
  [Name in keyof K & string]: readonly [
    kernel: Name,
    ...args: K[Name] extends (...args: infer A extends number[]) => unknown ? A : number[],
  ];
}[keyof K & string];

/** Options of `TaskPool.create`. */
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
export class TaskPool<K = Kernels> {
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

  /** @throws {ThreadsError} for options that do not fit, and when a worker cannot be started; none is left behind then. */
  static async create<K = Kernels>(options: TaskPoolOptions): Promise<TaskPool<K>> {
    checkOptions('TaskPool.create', options, { module: 1, memory: 1, threads: 1 });
    const { module, memory, threads } = checkTeam('TaskPool.create', options, 2);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const names = Object.keys(exports).filter((name) => typeof exports[name] === 'function');
    const shared = {
      control: new Int32Array(new SharedArrayBuffer(4 * TASK_CONTROL.words)),
      tasks: new Float64Array(new SharedArrayBuffer(8 * MOST_TASKS * TASK_NUMBERS)),
      at: TASK_CONTROL,
      numbers: TASK_NUMBERS,
    };
    const data: TaskThreadData = { ...shared, module, memory, names, looks: LOOKS };
    const source = { main: taskThread, tools: { takeTasks }, data };
    const workers = await spawnTeam(new Array(threads - 1).fill(source));
    const kernels = names.map((name) => exports[name] as TaskTeam['kernels'][number]);
    return new TaskPool<K>(threads, { ...shared, kernels }, names, workers, !('document' in globalThis));
  }

  /**
   * Returns when all tasks are done. They run in any order and at the same time.
   *
   * @throws {ThreadsError} for an unknown kernel, and when a kernel trapped; the memory's content is then undefined.
   */
  run(tasks: readonly Task<K>[]): void {
    if (!Array.isArray(tasks))
      check(false, 'The tasks', tasks, 'they are an array of [kernel, ...arguments]');
    for (let first = 0; first < tasks.length; first += MOST_TASKS)
      this.runSome(tasks.slice(first, first + MOST_TASKS));
  }

  private runSome(tasks: readonly Task<K>[]): void {
    const { control, tasks: numbers } = this.team;
    if (Atomics.load(control, TASK_CONTROL.stop) === 1)
      throw new ThreadsError('state', 'The task pool was disposed.');
    for (let i = 0; i < tasks.length; i++) {
      const task = tasks[i];
      const number = this.numberOf.get(task?.[0]);
      if (number === undefined || task.length > TASK_NUMBERS - 1) {
        throw new ThreadsError(
          'invalid-argument',
          `There is no kernel '${task?.[0]}' with ${(task?.length ?? 0) - 1} arguments.`,
        );
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
    if (Atomics.load(control, TASK_CONTROL.failed) === 1)
      throw new ThreadsError('state', 'A kernel trapped in a thread.');
  }

  /** Ends the workers. Calling it again changes nothing. */
  dispose(): void {
    const { control } = this.team;
    Atomics.store(control, TASK_CONTROL.stop, 1);
    for (const worker of this.workers.splice(0)) worker.terminate();
  }
}
