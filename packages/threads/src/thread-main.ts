/**
 * What every thread of a pool runs, the caller's included. Both functions are sent to workers as source text, so they
 * use nothing from outside but their arguments and globals: a test proves it.
 */
import type { WorkerPost } from './spawn-worker.js';

/** Words of the control block. */
export const CONTROL = {
  /** Counts the runs; a change starts one. */
  epoch: 0,
  /** 1: end. */
  stop: 1,
  /** Threads that have finished their part of a call, counted over all calls and runs. */
  arrived: 2,
  /** `arrived` when the last of them let all go on. */
  released: 3,
  /** `arrived` at the start of this run. */
  start: 4,
  /** 1: a kernel has trapped. */
  failed: 5,
  /** From here on, a word for each thread: rows that were taken of its share of the current call. */
  taken: 6,
  /** Without those of the threads. */
  words: 6,
} as const;

export interface Team {
  /** Exports of the module, by number. */
  kernels: ((...args: number[]) => void)[];
  control: Int32Array;
  at: typeof CONTROL;
  /** What `encodeCalls` made. */
  list: Int32Array;
  threads: number;
  thread: number;
  /** False where a thread must not sleep: the main thread of a page. */
  maySleep: boolean;
}

/**
 * Takes pieces of each call, of its own share first (the same rows in every call stay in its core's cache), then of the
 * others', until none is left; then waits for the others before the next call.
 */
export function runCalls({ kernels, control, at, list, threads, thread, maySleep }: Team): void {
  // Waking a sleeper takes longer than most calls, so a thread looks for a while first.
  const LOOKS = 50_000;
  const start = Atomics.load(control, at.start);
  // Read once: while this thread is leaving the last barrier, the list of the next run may be there already.
  const [calls] = list;
  for (let call = 1, word = 1; call <= calls; call++) {
    const [kernel, begin, end, piece, count] = list.subarray(word, word + 5);
    const args = Array.from(list.subarray(word + 5, word + 5 + count));
    word += 5 + count;
    try {
      const share = Math.ceil((end - begin) / threads);
      for (let turn = 0; turn < threads; turn++) {
        const owner = (thread + turn) % threads;
        const first = begin + owner * share;
        const last = Math.min(first + share, end);
        for (;;) {
          const from = first + Atomics.add(control, at.taken + owner, piece);
          if (from >= last) break;
          kernels[kernel](...args, from, Math.min(from + piece, last), thread);
        }
      }
    } catch {
      Atomics.store(control, at.failed, 1);
    }
    // The counters wrap around; their differences do not mind.
    const target = (start + call * threads) | 0;
    if (((Atomics.add(control, at.arrived, 1) + 1) | 0) === target) {
      for (let owner = 0; owner < threads; owner++) Atomics.store(control, at.taken + owner, 0);
      Atomics.store(control, at.released, target);
      Atomics.notify(control, at.released);
      continue;
    }
    for (let looks = 0; ; looks++) {
      const released = Atomics.load(control, at.released);
      if (((released - target) | 0) >= 0) break;
      if (looks > LOOKS && maySleep) Atomics.wait(control, at.released, released);
    }
  }
}

export interface ThreadData extends Pick<Team, 'control' | 'at' | 'list' | 'threads' | 'thread'> {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Exports that the list's calls number. */
  names: string[];
}

/** The life of a worker: instantiate, then a run for each change of the epoch, until told to stop. */
export function threadMain(data: ThreadData, tools: { runCalls: typeof runCalls }, post: WorkerPost): void {
  const { control, at } = data;
  const { exports } = new WebAssembly.Instance(data.module, { env: { memory: data.memory } });
  const kernels = data.names.map((name) => exports[name] as Team['kernels'][number]);
  let epoch = Atomics.load(control, at.epoch);
  post('ready');
  for (;;) {
    while (Atomics.load(control, at.epoch) === epoch) Atomics.wait(control, at.epoch, epoch);
    epoch = Atomics.load(control, at.epoch);
    if (Atomics.load(control, at.stop) === 1) return;
    tools.runCalls({ ...data, kernels, maySleep: true });
  }
}
