/** One worker of a pool, and the jobs that it has. */
import { type SpawnedWorker, spawnWorker } from '@miniseg/threads';
import { classifyPixels } from '../classify-logits.js';
import { EngineError } from '../errors.js';
import { noMemory } from '../memory-budget.js';
import type { Shape } from '../network.js';
import { applyImage } from '../plan/apply-image.js';
import type { MemoryImage } from '../plan/heap.js';
import type { Plan } from '../plan/plan.js';
import { rowResizer } from '../row-resizer.js';
import { type Job, type JobResult, runJob } from '../run-job.js';
import { runStrips } from '../run-strips.js';
import { writeNormalized } from '../write-normalized.js';
import { type LaneAnswer, type LaneData, type LaneRequest, type LaneTools, laneMain } from './lane-main.js';

/** What runs in the worker: a test proves that none of it uses anything from outside. */
export const LANE_TOOLS: LaneTools = {
  applyImage,
  runJob,
  runStrips,
  writeNormalized,
  rowResizer,
  classifyPixels,
};

interface Pending {
  resolve(result: JobResult): void;
  reject(reason: unknown): void;
}

export class Lane {
  private readonly pending = new Map<number, Pending>();
  private worker?: Promise<SpawnedWorker>;
  private nextId = 0;
  private layout = 0;
  private shape?: Shape;

  constructor(private readonly data: LaneData) {}

  /** Jobs that are not finished. */
  get jobs(): number {
    return this.pending.size;
  }

  /** @throws {Error} when the worker cannot start. */
  async start(): Promise<SpawnedWorker> {
    const worker = spawnWorker(
      { main: laneMain, tools: { ...LANE_TOOLS }, data: this.data },
      {
        message: (answer) => this.settle(answer as LaneAnswer),
        failure: (error) => this.fail(error),
      },
    );
    this.worker = worker;
    return worker;
  }

  /** @param plan Of the shape; it is made where the worker's own is for another. */
  run(shape: Shape, job: Job, plan: () => { plan: Plan; image: MemoryImage }): Promise<JobResult> {
    const id = this.nextId++;
    return new Promise<JobResult>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.post(id, shape, job, plan).catch((error) => this.reject(id, error));
    });
  }

  dispose(error: Error = new EngineError('state', 'The pool was disposed.')): void {
    const { worker } = this;
    this.worker = undefined;
    for (const id of this.pending.keys()) this.reject(id, error);
    worker?.then((lane) => lane.terminate()).catch(() => {});
  }

  private async post(id: number, shape: Shape, job: Job, plan: () => { plan: Plan; image: MemoryImage }) {
    // A worker that went down is replaced.
    const worker = await (this.worker ?? this.start());
    if (!this.pending.has(id)) return;
    const known = this.shape;
    const same =
      known?.height === shape.height && known.width === shape.width && known.channels === shape.channels;
    const planned = same ? undefined : plan();
    if (planned) {
      this.layout++;
      this.shape = shape;
    }
    const { buffer } = 'values' in job ? job.values : (job.image.data as Uint8Array);
    worker.hold(true);
    const request: LaneRequest = { id, job, layout: this.layout, planned };
    worker.post(request, [buffer]);
  }

  private settle(answer: LaneAnswer): void {
    if ('result' in answer) {
      this.pending.get(answer.id)?.resolve(answer.result);
      this.finish(answer.id);
      return;
    }
    // The plan may not be there.
    this.shape = undefined;
    const { id, needed, message } = answer;
    const defect = 'A kernel failed; this is a defect of @miniseg/engine.';
    const cause = new Error(message);
    this.reject(
      id,
      needed === undefined ? new EngineError('state', defect, { cause }) : noMemory(needed, cause),
    );
  }

  private fail(cause: Error): void {
    this.worker = undefined;
    this.shape = undefined;
    const message = `A worker went down: ${cause.message}. Its images are lost; the next ones get a new worker.`;
    for (const id of this.pending.keys()) this.reject(id, new EngineError('state', message, { cause }));
  }

  private reject(id: number, reason: unknown): void {
    this.pending.get(id)?.reject(reason);
    this.finish(id);
  }

  private finish(id: number): void {
    this.pending.delete(id);
    if (this.pending.size === 0) this.worker?.then((worker) => worker.hold(false)).catch(() => {});
  }
}
