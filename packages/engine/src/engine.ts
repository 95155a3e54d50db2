/** Runs a program: WebAssembly kernels on memory of their own, planned once for each size of image. */
import { type KernelCall, ThreadPool, type WorkList } from '@miniseg/threads';
import { checkOptions } from './check-options.js';
import { classifyLogits } from './classify-logits.js';
import { EngineError } from './errors.js';
import type { PixelImage } from './image.js';
import type { KernelName } from './kernel-module.js';
import { kernelModule, type Simd } from './kernel-module.js';
import { Network, type Shape, tooLarge } from './network.js';
import { applyImage } from './plan/apply-image.js';
import type { Output, Plan } from './plan/plan.js';
import type { Program } from './program/program.js';
import type { Size } from './program/sizes.js';
import { resizeRows } from './resize-rows.js';
import { type Job, type JobResult, runJob } from './run-job.js';
import type { Segmentation, SegmentOptions } from './segment-options.js';
import { threadCount } from './thread-count.js';
import { writeNormalized } from './write-normalized.js';

/** Threads and instructions of an `Engine`. */
export interface EngineOptions {
  /**
   * Threads, the caller's included. More than 1 needs shared memory: Node, or a page that is cross-origin isolated.
   * Default 'auto': as many as there are cores, at most 8, or 1.
   */
  threads?: number | 'auto';
  /** Default 'auto': relaxed SIMD where the machine understands it. */
  simd?: Simd | 'auto';
}

/** A prepared size of image. */
interface Prepared {
  plan: Plan;
  lists: Record<Output, WorkList>;
}

/** Most pages of 64 KiB a shared memory may come to have: it must say so when it is made. 2 GiB. */
const MAXIMUM_PAGES = 32768;
const TOOLS = { writeNormalized, resizeRows, classifyLogits };

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
    simd: Simd,
  ) {
    this.simd = simd;
    this.threads = pool.threads;
    this.classes = network.classes;
    this.channels = network.channels;
  }

  /**
   * @throws {EngineError} for a program that contradicts itself, for threads without shared memory, and where WebAssembly
   *   has no SIMD.
   */
  static async create(program: Program, options: EngineOptions = {}): Promise<Engine> {
    checkOptions('Engine.create', options, { threads: 1, simd: 1 });
    const threads = threadCount(options.threads ?? 'auto');
    const network = new Network(program);
    const { module, simd } = kernelModule(options.simd ?? 'auto', threads > 1);
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
    return new Engine(network, memory, pool, simd);
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
   * @param input A normalized image, [height, width, channels] with the network's channels, or 1 for a grey one.
   * @returns What the network gives, [height, width, channels of its output]: logits, or what it ends in after them.
   * @throws {EngineError} for a wrong count of numbers, and too few pixels.
   */
  logits(input: Float32Array, size: Size): Float32Array {
    const { shape, job } = this.network.logitsJob(input, size);
    return this.network.output(this.run(shape, job).logits as Float32Array);
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

  private run(shape: Shape, job: Job): JobResult {
    const { plan, lists } = this.prepare(shape);
    const run = (output: Output) => {
      try {
        this.pool.run(lists[output]);
      } catch (error) {
        this.prepared = undefined;
        throw new EngineError('state', 'A kernel failed; this is a defect of @miniseg/engine.', {
          cause: error,
        });
      }
    };
    return runJob({ memory: this.memory, plan, run }, job, TOOLS);
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
    const { plan, image } = this.network.plan(shape, this.threads);
    try {
      applyImage(this.memory, image);
    } catch (error) {
      throw tooLarge(image.bytes, error);
    }
    const list = (output: Output) => {
      const calls = [...plan.network, plan.finish[output]];
      return this.pool.prepare(
        calls.map(
          ({ kernel, args, rows }): KernelCall<KernelName> => ({ kernel, args: [args], begin: 0, end: rows }),
        ),
      );
    };
    const lists = { mask: list('mask'), probabilities: list('probabilities'), logits: list('logits') };
    this.prepared = { plan, lists };
    return this.prepared;
  }
}
