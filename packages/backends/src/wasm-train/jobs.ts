/** Several kernels whose tasks run at the same time: threads meet once for all of them. */
import type { Heap, KernelTask } from './heap.js';

export interface Job {
  /** Of scratch memory. */
  bytes: number;
  tasks(scratch: number): KernelTask[];
  /** What is left to do when the tasks of all jobs are done. */
  finish?(scratch: number): void;
}

/** Jobs must not touch each other's results. */
export function runJobs(heap: Heap, jobs: readonly Job[]): void {
  const offsets: number[] = [];
  let total = 0;
  for (const { bytes } of jobs) {
    offsets.push(total);
    // On 16-byte boundaries relative to each other; the kernels round their start up.
    total += Math.ceil(bytes / 16) * 16;
  }
  heap.withScratch(total, (scratch) => {
    heap.run(jobs.flatMap((job, i) => job.tasks(scratch + offsets[i])));
    for (const [i, job] of jobs.entries()) job.finish?.(scratch + offsets[i]);
  });
}
