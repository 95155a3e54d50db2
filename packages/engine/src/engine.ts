/** Runs a program: WebAssembly kernels on memory of their own, planned once for each size of image. */
import { type KernelCall, ThreadPool, type WorkList } from '@miniseg/kernels/threads';
import { classifyLogits } from './classify-logits.js';
import type { EngineOptions, EngineSegmentation, EngineSegmentOptions } from './engine-options.js';
import { EngineError } from './errors.js';
import {
  type CheckedImage,
  checkImage,
  checkNormalization,
  type PixelImage,
  writeNormalized,
} from './image.js';
import { kernelModule, type Simd } from './kernel-module.js';
import { checkNetworkSize, networkSize } from './network-size.js';
import { Heap } from './plan/heap.js';
import { type Output, type Plan, planProgram } from './plan/plan.js';
import { type NodeWeights, storeWeights } from './plan/weights.js';
import { checkProgram } from './program/check-program.js';
import { forGreyImages } from './program/grey.js';
import type { Normalization, Program } from './program/program.js';
import type { Size } from './program/sizes.js';
import { resizeRows } from './resize-rows.js';
import { threadCount } from './thread-count.js';

/** A prepared size of image. */
interface Prepared {
  plan: Plan;
  channels: number;
  lists: Record<Output, WorkList>;
}

/** Most pages of 64 KiB a shared memory may come to have: it must say so when it is made. 2 GiB. */
const MAXIMUM_PAGES = 32768;
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
  /** Logits of each pixel. */
  readonly classes: number;
  /** Channels that the network was made for; grey images are taken too. */
  readonly channels: number;
  private readonly start: number;
  private prepared?: Prepared;
  private disposed = false;

  private constructor(
    private readonly color: Program,
    private readonly grey: Program | undefined,
    private readonly weights: Map<Program, NodeWeights[]>,
    private readonly heap: Heap,
    private readonly pool: ThreadPool,
    simd: Simd,
  ) {
    this.simd = simd;
    this.threads = pool.threads;
    this.classes = color.nodes[color.output].channels;
    this.channels = color.nodes[0].channels;
    this.start = heap.mark;
  }

  /**
   * @throws EngineError for a program that contradicts itself, for threads without shared memory, and where WebAssembly
   *   has no SIMD.
   */
  static async create(program: Program, options: EngineOptions = {}): Promise<Engine> {
    const threads = threadCount(options.threads ?? 'auto');
    const { simd = 'auto' } = options;
    checkProgram(program);
    const kernels = kernelModule(simd, threads > 1);
    const memory =
      threads > 1
        ? new WebAssembly.Memory({ initial: 16, maximum: MAXIMUM_PAGES, shared: true })
        : new WebAssembly.Memory({ initial: 16 });
    const heap = new Heap(memory);
    const grey = forGreyImages(program);
    const weights = new Map([[program, storeWeights(program, heap)]]);
    if (grey && grey !== program) weights.set(grey, storeWeights(grey, heap));
    const { module } = kernels;
    const pool = await ThreadPool.create({ module, memory, threads }).catch((error) => {
      // A content security policy may forbid workers: who asked for a number of threads must know.
      if (options.threads !== undefined && options.threads !== 'auto') {
        throw new EngineError('option', `${threads} threads could not be started; use threads: 'auto'.`, {
          cause: error,
        });
      }
      return ThreadPool.create({ module, memory, threads: 1 });
    });
    return new Engine(program, grey, weights, heap, pool, kernels.simd);
  }

  /**
   * Blocks until the mask is there.
   *
   * @throws EngineError for an image of another number of channels or too small, and when no normalization is known.
   */
  segment(image: PixelImage, options: EngineSegmentOptions = {}): EngineSegmentation {
    const normalization = checkNormalization(options.normalization ?? this.color.normalization);
    const checked = checkImage(image);
    const size = networkSize(checked, options.inputSize);
    const resized = size.height !== checked.height || size.width !== checked.width;
    const { height, width } = checked;
    if (resized) {
      const logits = resizeRows(
        this.resizedLogits(checked, size, normalization),
        size,
        checked,
        this.classes,
      );
      return {
        height,
        width,
        classes: this.classes,
        ...classifyLogits(logits, this.classes, options.probabilities ?? false),
      };
    }
    const prepared = this.prepare(size, this.channelsFor(checked));
    this.write(prepared, (rows) => writeNormalized(checked, rows, normalization));
    const output = options.probabilities ? 'probabilities' : 'mask';
    this.run(prepared, output);
    return {
      height,
      width,
      classes: this.classes,
      mask: this.mask(prepared),
      ...(output === 'probabilities' && { probabilities: this.scores(prepared) }),
    };
  }

  /**
   * @param input A normalized image, [height, width, channels] with the network's channels, or 1 for a grey one.
   * @returns Logits, [height, width, classes].
   */
  logits(input: Float32Array, { height, width }: Size): Float32Array {
    const channels = input.length / (height * width);
    if (channels !== this.channels && (channels !== 1 || !this.grey)) {
      throw new EngineError(
        'image',
        `The input has ${input.length} numbers for ${width} x ${height} pixels, ${channels} for each; it must have ` +
          `${this.channels}${this.grey ? ' or 1' : ''}.`,
      );
    }
    const prepared = this.prepare({ height, width }, channels);
    this.write(prepared, ({ values, first, row }) => {
      for (let y = 0; y < height; y++) {
        values.set(input.subarray(y * width * channels, (y + 1) * width * channels), first + y * row);
      }
    });
    this.run(prepared, 'logits');
    return this.scores(prepared);
  }

  /** Bytes of the memory that weights and maps share; it grows with the largest image so far. */
  get memoryBytes(): number {
    return this.heap.memory.buffer.byteLength;
  }

  /** Ends the threads and lets the memory go. Calling it again changes nothing. */
  dispose(): void {
    this.disposed = true;
    this.prepared = undefined;
    this.pool.dispose();
  }

  private resizedLogits(image: CheckedImage, size: Size, normalization: Normalization): Float32Array {
    const channels = this.channelsFor(image);
    const values = new Float32Array(image.height * image.width * channels);
    writeNormalized(image, { values, first: 0, row: image.width * channels, channels }, normalization);
    return this.logits(resizeRows(values, image, size, channels), size);
  }

  /** Channels of the input for an image: 1 for a grey one where the network allows. */
  private channelsFor({ channels }: CheckedImage): number {
    if (channels === 1) return this.grey ? 1 : this.channels;
    if (this.channels === 3) return 3;
    throw new EngineError(
      'image',
      `The image has ${Math.min(channels, 3)} color channels and the network takes ${this.channels}; give a grey image.`,
    );
  }

  private prepare({ height, width }: Size, channels: number): Prepared {
    if (this.disposed) throw new EngineError('state', 'The engine was disposed; create another.');
    const known = this.prepared;
    if (known?.plan.height === height && known.plan.width === width && known.channels === channels)
      return known;
    checkNetworkSize({ height, width });
    const program = channels === this.channels ? this.color : (this.grey as Program);
    this.prepared = undefined;
    this.heap.release(this.start);
    const plan = planProgram(
      program,
      this.weights.get(program) as NodeWeights[],
      { height, width },
      this.heap,
      this.threads,
    );
    const list = (output: Output) => {
      const calls = [...plan.network, plan.finish[output]];
      return this.pool.prepare(
        calls.map(({ kernel, args, rows }): KernelCall => ({ kernel, args: [args], begin: 0, end: rows })),
      );
    };
    const lists = { mask: list('mask'), probabilities: list('probabilities'), logits: list('logits') };
    this.prepared = { plan, channels, lists };
    return this.prepared;
  }

  private write(
    { plan: { input }, channels }: Prepared,
    write: (rows: { values: Float32Array; first: number; row: number; channels: number }) => void,
  ): void {
    const values = new Float32Array(this.heap.memory.buffer);
    write({ values, first: input.address / 4, row: input.row / 4, channels });
  }

  private run({ lists }: Prepared, output: Output): void {
    try {
      this.pool.run(lists[output]);
    } catch (error) {
      this.prepared = undefined;
      throw new EngineError('state', 'A kernel failed; this is a defect of @miniseg/engine.', {
        cause: error,
      });
    }
  }

  /** Copies: the memory is used again for the next image. */
  private mask({ plan: { mask, height, width } }: Prepared): Uint8Array {
    return new Uint8Array(this.heap.memory.buffer, mask, height * width).slice();
  }

  private scores({ plan: { scores, height, width, classes } }: Prepared): Float32Array {
    return new Float32Array(this.heap.memory.buffer, scores, height * width * classes).slice();
  }
}
