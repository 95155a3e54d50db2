/** Many images at once: workers with an engine's memory each, for series and for pages without shared memory. */
import { type ItemSource, mapInOrder, wasmFeatures } from '@miniseg/threads';
import { checkOptions } from '../check-options.js';
import { EngineError } from '../errors.js';
import type { PixelImage } from '../image.js';
import { type KernelModule, type KernelOptions, kernelModule, type Simd } from '../kernel-module.js';
import { LARGEST, type MemoryBudget, memoryBudget } from '../memory-budget.js';
import { Network, type Shape } from '../network.js';
import type { Program } from '../program/program.js';
import type { Size } from '../program/sizes.js';
import type { Job, JobResult } from '../run-job.js';
import type { Segmentation, SegmentOptions } from '../segment-options.js';
import { workerCount } from '../thread-count.js';
import { copyPixels } from './copy-pixels.js';
import { Lane } from './lane.js';

/** Workers and instructions of an `EnginePool`. */
export interface EnginePoolOptions extends KernelOptions {
  /** Default 'auto': as many as there are cores, at most 8. */
  workers?: number | 'auto';
  /**
   * Bytes that weights and maps of all workers may take together. Images that need more than a worker's share are computed
   * in strips, with the same results to the bit. Default: strips from 1 GiB on, and 4 GiB for each worker.
   */
  maxMemory?: number;
}

/** Options of one image in a pool. */
export interface PoolSegmentOptions extends SegmentOptions {
  /** Rejects with the signal's reason; an image that runs already is finished for nothing. */
  signal?: AbortSignal;
}

const OPTIONS = { normalization: 1, inputSize: 1, probabilities: 1, signal: 1 } as const;

/** So many jobs are at a worker: one that runs, and the next, so that it never waits for this thread. */
const JOBS_EACH = 2;

interface Waiting {
  shape: Shape;
  job: Job;
  resolve(result: JobResult): void;
  reject(reason: unknown): void;
}

/**
 * For throughput: each image runs on one worker from beginning to end, so that nobody waits for another. The masks are
 * those of `Engine`, byte for byte. Works without cross-origin isolation. Not a medical device.
 *
 * @example
 * const pool = await EnginePool.create(program, { workers: 2 });
 * for await (const result of pool.segmentAll(slices)) {
 *   if (result.status === 'fulfilled') console.log(result.value.mask);
 * }
 * pool.dispose();
 */
export class EnginePool {
  /** What the machine understands of SIMD. */
  readonly simd: Simd;
  /** Whether it computes with vectors of 256 bits. */
  readonly wide: boolean;
  readonly workers: number;
  /** Classes of each pixel, at least 2. */
  readonly classes: number;
  /** Channels that the network was made for; grey images are taken too. */
  readonly channels: number;
  private readonly queue: Waiting[] = [];
  private disposed = false;

  private constructor(
    private readonly network: Network,
    private readonly lanes: Lane[],
    private readonly budget: MemoryBudget,
    { simd, wide }: Pick<KernelModule, 'simd' | 'wide'>,
  ) {
    this.simd = simd;
    this.wide = wide;
    this.workers = lanes.length;
    this.classes = network.classes;
    this.channels = network.channels;
  }

  /** @throws {EngineError} for a program that contradicts itself, where workers cannot start, or without SIMD. */
  static async create(program: Program, options: EnginePoolOptions = {}): Promise<EnginePool> {
    checkOptions('EnginePool.create', options, { workers: 1, simd: 1, wide: 1, maxMemory: 1 });
    const workers = workerCount(options.workers ?? 'auto');
    const budget = memoryBudget(options.maxMemory, LARGEST, workers);
    const { module, ...build } = await kernelModule(options, false);
    const network = new Network(program, build.wide);
    const data = { module, weights: network.takeWeights(wasmFeatures().sharedMemory) };
    const lanes = Array.from({ length: workers }, () => new Lane(data));
    try {
      await Promise.all(lanes.map((lane) => lane.start()));
    } catch (error) {
      for (const lane of lanes) lane.dispose();
      const message = `${workers} worker(s) could not be started; use Engine, which needs none with threads: 1.`;
      throw new EngineError('invalid-argument', message, { cause: error });
    }
    return new EnginePool(network, lanes, budget, build);
  }

  /**
   * Images wait in a queue for the next free worker; for many of them use `segmentAll`, which takes them as it goes.
   *
   * @throws {EngineError} as `Engine.segment` does, and for a worker that went down with the image.
   */
  async segment(image: PixelImage, options: PoolSegmentOptions = {}): Promise<Segmentation> {
    checkOptions('EnginePool.segment', options, OPTIONS);
    const { shape, job } = this.network.imageJob(image, options);
    const { height, width } = job.image;
    const copy = { ...job, image: { ...job.image, data: copyPixels(job.image.data) } };
    const { mask, probabilities } = await this.run(shape, copy, options.signal);
    return {
      ...{ height, width, classes: this.classes, mask: mask as Uint8Array },
      ...(probabilities && { probabilities }),
    };
  }

  /** As `Engine.logits`. */
  async logits(input: Float32Array, size: Size): Promise<Float32Array> {
    const { shape, job } = this.network.logitsJob(input, size);
    const { logits } = await this.run(shape, { values: job.values.slice() });
    return this.network.output(logits as Float32Array);
  }

  /**
   * A series of any length, in its order. Takes from the source only what the workers have room for. A slice that
   * fails (or a promise in the source that rejects) is reported in its place, and the others go on.
   *
   * @throws {EngineError} for an unknown option; the signal's reason; what the source threw.
   */
  segmentAll(
    images: ItemSource<PixelImage>,
    options: PoolSegmentOptions = {},
  ): AsyncGenerator<PromiseSettledResult<Segmentation>, void, undefined> {
    checkOptions('EnginePool.segmentAll', options, OPTIONS);
    return mapInOrder(images, (image) => this.segment(image, options), {
      // One more for each worker, which is read or written meanwhile.
      ahead: this.workers * (JOBS_EACH + 1),
      signal: options.signal,
    });
  }

  /** Ends the workers; whatever is not finished is rejected. Calling it again changes nothing. */
  dispose(): void {
    this.disposed = true;
    const error = disposedError();
    for (const { reject } of this.queue.splice(0)) reject(error);
    for (const lane of this.lanes) lane.dispose(error);
  }

  private async run(shape: Shape, job: Job, signal?: AbortSignal): Promise<JobResult> {
    if (this.disposed) throw disposedError();
    signal?.throwIfAborted();
    let stop = () => {};
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        const waiting = { shape, job, resolve, reject };
        stop = () => {
          const place = this.queue.indexOf(waiting);
          if (place >= 0) this.queue.splice(place, 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop);
        this.queue.push(waiting);
        this.dispatch();
      });
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  private dispatch(): void {
    while (this.queue.length > 0) {
      const lane = this.lanes.reduce((least, other) => (other.jobs < least.jobs ? other : least));
      if (lane.jobs >= JOBS_EACH) return;
      const { shape, job, resolve, reject } = this.queue.shift() as Waiting;
      lane
        .run(shape, job, () => this.network.plan(shape, 1, this.budget))
        .then(resolve, reject)
        .finally(() => this.dispatch());
    }
  }
}

function disposedError(): EngineError {
  return new EngineError('state', 'The pool was disposed; create another.');
}
