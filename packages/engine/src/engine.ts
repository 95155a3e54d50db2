/** Runs a program: WebAssembly kernels on memory of their own, planned once for each size of image. */
import { type KernelCall, ThreadPool, type WorkList } from '@miniseg/threads';
import { checkOptions } from './check-options.js';
import { classifyPixels } from './classify-logits.js';
import { EngineError } from './errors.js';
import type { PixelImage } from './image.js';
import type { KernelName } from './kernel-module.js';
import { type KernelModule, type KernelOptions, kernelModule, type Simd } from './kernel-module.js';
import { LARGEST, type MemoryBudget, memoryBudget, noMemory } from './memory-budget.js';
import { Network, type Shape } from './network.js';
import { applyImage } from './plan/apply-image.js';
import type { KernelCall as Call, Output, Plan } from './plan/plan.js';
import type { Profile, ProfileOptions } from './profile/profile.js';
import { profileEngine } from './profile/profile-engine.js';
import type { Program } from './program/program.js';
import type { Size } from './program/sizes.js';
import type { MaskRows, RowImage } from './row-image.js';
import { rowResizer } from './row-resizer.js';
import { type Job, type JobResult, type RowsJob, runJob } from './run-job.js';
import { runStrips } from './run-strips.js';
import type { Segmentation, SegmentOptions } from './segment-options.js';
import { threadCount } from './thread-count.js';
import { writeNormalized } from './write-normalized.js';

/** Threads and instructions of an `Engine`. */
export interface EngineOptions extends KernelOptions {
  /**
   * Threads, the caller's included. More than 1 needs shared memory: Node, or a page that is cross-origin isolated.
   * Default 'auto': as many as there are cores, at most 8, or 1.
   */
  threads?: number | 'auto';
  /**
   * Bytes that weights and maps may take. Images that need more are computed in strips, with the same results to the bit.
   * Default: strips from 1 GiB on, and 2 GiB at most (4 GiB on one thread).
   */
  maxMemory?: number;
}

/** A prepared size of image. */
interface Prepared {
  plan: Plan;
  lists: Record<Output, WorkList>;
}

/** Most pages of 64 KiB a shared memory may come to have: it must say so when it is made. 2 GiB. */
const MAXIMUM_PAGES = 32768;
const TOOLS = { writeNormalized, rowResizer, classifyPixels, runStrips };

/**
 * One network, ready to run. Nothing is allocated from one image to the next of the same size but the results. Not a
 * medical device.
 *
 * @example
 * const engine = await Engine.create(program, { threads: 2 });
 * const { mask } = engine.segment({ data, width: 512, height: 512 });
 * engine.dispose();
 */
export class Engine {
  /** What the machine understands of SIMD. */
  readonly simd: Simd;
  /** Whether it computes with vectors of 256 bits. */
  readonly wide: boolean;
  readonly threads: number;
  /** Classes of each pixel, at least 2. */
  readonly classes: number;
  /** Channels that the network was made for; grey images are taken too. */
  readonly channels: number;
  private prepared?: Prepared;
  private disposed = false;

  private constructor(
    private readonly network: Network,
    private readonly memory: WebAssembly.Memory,
    private readonly pool: ThreadPool<KernelName>,
    private readonly budget: MemoryBudget,
    { simd, wide }: Pick<KernelModule, 'simd' | 'wide'>,
  ) {
    this.simd = simd;
    this.wide = wide;
    this.threads = pool.threads;
    this.classes = network.classes;
    this.channels = network.channels;
  }

  /**
   * @throws {EngineError} for a program that contradicts itself, for threads without shared memory, and where WebAssembly
   *   has no SIMD.
   */
  static async create(program: Program, options: EngineOptions = {}): Promise<Engine> {
    checkOptions('Engine.create', options, { threads: 1, simd: 1, wide: 1, maxMemory: 1 });
    const threads = threadCount(options.threads ?? 'auto');
    const budget = memoryBudget(options.maxMemory, threads > 1 ? MAXIMUM_PAGES * 65536 : LARGEST);
    const { module, ...build } = await kernelModule(options, threads > 1);
    const network = new Network(program, build.wide);
    const memory =
      threads > 1
        ? new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true })
        : new WebAssembly.Memory({ initial: 16 });
    applyImage(memory, network.takeWeights(false));
    const pool = await ThreadPool.create<KernelName>({ module, memory, threads }).catch((error) => {
      // A content security policy may forbid workers: who asked for a number of threads must know.
      if (options.threads !== undefined && options.threads !== 'auto') {
        throw new EngineError(
          'invalid-argument',
          `${threads} threads could not be started; use threads: 'auto'.`,
          {
            cause: error,
          },
        );
      }
      return ThreadPool.create<KernelName>({ module, memory, threads: 1 });
    });
    return new Engine(network, memory, pool, budget, build);
  }

  /**
   * Blocks until the mask is there.
   *
   * @throws {EngineError} for an image of another number of channels or too small, and when no normalization is known.
   */
  segment(image: PixelImage, options: SegmentOptions = {}): Segmentation {
    checkOptions('Engine.segment', options, { normalization: 1, inputSize: 1, probabilities: 1 });
    const { shape, job } = this.network.imageJob(image, options);
    const { height, width } = job.image;
    const { mask, probabilities } = this.run(shape, job);
    return {
      ...{ height, width, classes: this.classes, mask: mask as Uint8Array },
      ...(probabilities && { probabilities }),
    };
  }

  /**
   * An image of any size, of which no more than some rows are in memory, the mask neither: both go row by row, in order.
   *
   * @param take Is given the rows of the mask.
   * @param options As for `segment`; probabilities are computed where they are asked for.
   * @throws {EngineError} as `segment` does; what `image.rows` and `take` throw.
   * @example
   * engine.segmentRows({ width, height, channels: 1, rows: (first, count) => decoder.read(count) }, ({ mask }) => file.write(mask));
   */
  segmentRows(image: RowImage, take: (rows: MaskRows) => void, options: SegmentOptions = {}): void {
    checkOptions('Engine.segmentRows', options, { normalization: 1, inputSize: 1, probabilities: 1 });
    const { shape, job } = this.network.rowsJob(image, options, take);
    this.run(shape, job);
  }

  /**
   * @param input A normalized image, [height, width, channels] with the network's channels, or 1 for a grey one.
   * @returns What the network gives, [height, width, channels of its output]: logits, or what it ends in after them.
   * @throws {EngineError} for a wrong count of numbers, and too few pixels.
   */
  logits(input: Float32Array, size: Size): Float32Array {
    const { shape, job } = this.network.logitsJob(input, size);
    return this.network.output(this.run(shape, job).logits as Float32Array);
  }

  /**
   * Where the time goes: of each step its time, its share of what the machine can multiply and add, measured here and now,
   * and the bytes that it moves. On a blank grey image.
   *
   * @param size Of the image, as for `logits`.
   * @throws {EngineError} for a size that the network cannot take, and options that are none
   * @example
   * const { steps } = engine.profile({ height: 512, width: 512 });
   * for (const { name, milliseconds, ofPeak } of steps) console.log(name, milliseconds, ofPeak);
   */
  profile(size: Size, options: ProfileOptions = {}): Profile {
    return profileEngine(
      {
        ...{
          network: this.network,
          memory: this.memory,
          threads: this.threads,
          wide: this.wide,
          tools: TOOLS,
        },
        plan: (shape) => this.prepare(shape).plan,
        call: (calls) => this.runList(this.pool.prepare(calls)),
      },
      size,
      options,
    );
  }

  /** Bytes of the memory that weights and maps share; it grows with the largest image so far. */
  get memoryBytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Ends the threads and lets the memory go. Calling it again changes nothing. */
  dispose(): void {
    this.disposed = true;
    this.prepared = undefined;
    this.pool.dispose();
  }

  private run(shape: Shape, job: Job | RowsJob): JobResult {
    const { plan, lists } = this.prepare(shape);
    const run = (output: Output) => this.runList(lists[output]);
    const call = (calls: Parameters<typeof listOf>[0]) => this.runList(this.pool.prepare(listOf(calls)));
    return runJob({ memory: this.memory, plan, run, call }, job, TOOLS);
  }

  private runList(list: WorkList): void {
    try {
      this.pool.run(list);
    } catch (error) {
      this.prepared = undefined;
      throw new EngineError('state', 'A kernel failed; this is a defect of @miniseg/engine.', {
        cause: error,
      });
    }
  }

  private prepare(shape: Shape): Prepared {
    if (this.disposed) throw new EngineError('state', 'The engine was disposed; create another.');
    const known = this.prepared?.plan;
    if (
      this.prepared &&
      known?.height === shape.height &&
      known.width === shape.width &&
      known.channels === shape.channels
    ) {
      return this.prepared;
    }
    this.prepared = undefined;
    const { plan, image } = this.network.plan(shape, this.threads, this.budget);
    try {
      applyImage(this.memory, image);
    } catch (error) {
      throw noMemory(image.bytes, error);
    }
    const list = (output: Output) => this.pool.prepare(listOf([...plan.network, plan.finish[output]]));
    const lists = { mask: list('mask'), probabilities: list('probabilities'), logits: list('logits') };
    this.prepared = { plan, lists };
    return this.prepared;
  }
}

const listOf = (calls: readonly (Call & { begin?: number })[]) =>
  calls.map(
    ({ kernel, args, rows, begin = 0 }): KernelCall<KernelName> => ({
      kernel,
      args: [args],
      begin,
      end: rows,
    }),
  );
