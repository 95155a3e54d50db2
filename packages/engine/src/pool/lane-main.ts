/** What a worker of a pool runs: it keeps a memory and a plan of its own, and answers jobs one by one. */
import type { applyImage } from '../plan/apply-image.js';
import type { MemoryImage } from '../plan/heap.js';
import type { KernelCall, Output, Plan } from '../plan/plan.js';
import type { Job, JobResult, JobTools, runJob } from '../run-job.js';

export interface LaneData {
  module: WebAssembly.Module;
  weights: MemoryImage;
}

export interface LaneRequest {
  id: number;
  job: Job;
  /** Number of the plan that the job is for. */
  layout: number;
  /** That plan, where the worker does not have it yet. */
  planned?: { plan: Plan; image: MemoryImage };
}

export type LaneAnswer =
  | { id: number; result: JobResult }
  /** `needed`: bytes of memory that could not be had; else a kernel failed. */
  | { id: number; message: string; needed?: number };

export interface LaneTools extends JobTools {
  applyImage: typeof applyImage;
  runJob: typeof runJob;
}

/** Workers get this function as source text: it uses nothing from outside, as a test proves. */
export function laneMain(
  { module, weights }: LaneData,
  tools: LaneTools,
  post: (answer: LaneAnswer | 'ready', transfer?: ArrayBufferLike[]) => void,
  listen: (listener: (request: LaneRequest) => void) => void,
): void {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  tools.applyImage(memory, weights);
  let current: { layout: number; plan: Plan; needed?: number } | undefined;
  listen(({ id, job, layout, planned }) => {
    try {
      if (planned) {
        current = { layout, plan: planned.plan };
        try {
          tools.applyImage(memory, planned.image);
        } catch {
          current.needed = planned.image.bytes;
        }
      }
      if (current?.layout !== layout) throw new Error('The plan of the job is not there.');
      const { needed } = current;
      if (needed !== undefined) return post({ id, message: 'The memory cannot grow so far.', needed });
      const { plan } = current;
      const call = (calls: (KernelCall & { begin?: number })[]) => {
        for (const { kernel, args, rows, begin = 0 } of calls) {
          (exports[kernel] as (...args: number[]) => void)(args, begin, rows, 0);
        }
      };
      const run = (output: Output) => call([...plan.network, plan.finish[output]]);
      const result = tools.runJob({ memory, plan, run, call }, job, tools);
      const buffers = [result.mask, result.probabilities, result.logits].flatMap((array) =>
        array ? [array.buffer] : [],
      );
      post({ id, result }, buffers);
    } catch (error) {
      post({ id, message: String(error) });
    }
  });
  post('ready');
}
