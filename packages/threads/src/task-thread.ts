/**
 * What the threads of a `TaskPool` run. Both functions are sent to workers as source text, so they use nothing from
 * outside but their arguments and globals: a test proves it.
 */
import type { WorkerPost } from './spawn-worker.js';

/** Words of the control block. */
export const TASK_CONTROL = {
  /** Tasks that nobody has taken yet; threads sleep on it. */
  left: 0,
  /** Tasks that are finished. */
  done: 1,
  /** 1: a kernel has trapped. */
  failed: 2,
  /** 1: end. */
  stop: 3,
  /** Tasks of this run. */
  total: 4,
  words: 5,
} as const;

/** Numbers of a task: kernel, count of arguments, arguments. */
export const TASK_NUMBERS = 32;

type Kernel = (...args: number[]) => void;

export interface TaskTeam {
  kernels: Kernel[];
  control: Int32Array;
  tasks: Float64Array;
  at: typeof TASK_CONTROL;
  numbers: number;
}

/** Takes tasks until none is left. A task that is taken belongs to the current run: that ends only when all are done. */
export function takeTasks({ kernels, control, tasks, at, numbers }: TaskTeam): void {
  for (;;) {
    const left = Atomics.load(control, at.left);
    if (left <= 0) return;
    if (Atomics.compareExchange(control, at.left, left, left - 1) !== left) continue;
    const start = (left - 1) * numbers;
    try {
      // An array: spreading a view takes several times as long.
      const args: number[] = [];
      for (let n = 0; n < tasks[start + 1]; n++) args.push(tasks[start + 2 + n]);
      kernels[tasks[start]](...args);
    } catch {
      Atomics.store(control, at.failed, 1);
    }
    // Only the caller waits, and only for the last one.
    if (Atomics.add(control, at.done, 1) + 1 === Atomics.load(control, at.total))
      Atomics.notify(control, at.done);
  }
}

export interface TaskThreadData extends Pick<TaskTeam, 'control' | 'tasks' | 'at' | 'numbers'> {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  names: string[];
  /** How often a thread without a task looks for one before it sleeps: waking it takes longer than most tasks. */
  looks: number;
}

/** The life of a worker. */
export function taskThread(
  data: TaskThreadData,
  tools: { takeTasks: typeof takeTasks },
  post: WorkerPost,
): void {
  const { control, at, looks } = data;
  const { exports } = new WebAssembly.Instance(data.module, { env: { memory: data.memory } });
  const team = { ...data, kernels: data.names.map((name) => exports[name] as Kernel) };
  post('ready');
  while (Atomics.load(control, at.stop) === 0) {
    for (let look = 0; look < looks && Atomics.load(control, at.left) === 0; look++);
    Atomics.wait(control, at.left, 0);
    tools.takeTasks(team);
  }
}
