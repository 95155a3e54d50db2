/** A checked program laid out for memories of one kind: what an engine and the workers of a pool have in common. */
import { EngineError } from './errors.js';
import type { PixelImage } from './image.js';
import { type MemoryBudget, tooLarge } from './memory-budget.js';
import { networkSize } from './network-size.js';
import { checkNormalization } from './normalization.js';
import { Heap, type MemoryImage } from './plan/heap.js';
import { bordersOf } from './plan/maps.js';
import { type Plan, planProgram } from './plan/plan.js';
import { planStrips, type StripOptions } from './plan/strips.js';
import { type NodeWeights, storedChannels, storeWeights } from './plan/weights.js';
import { checkProgram } from './program/check-program.js';
import { forGreyImages } from './program/grey.js';
import type { Program } from './program/program.js';
import { type Size, sizes } from './program/sizes.js';
import { networkOutput, twoClasses } from './program/two-classes.js';
import { checkRowImage, type MaskRows, pixelsOf, type RowImage } from './row-image.js';
import type { ImageJob, RowsJob } from './run-job.js';
import type { SegmentOptions } from './segment-options.js';
import { checkColors, checkSlice } from './slice.js';

/** What a job needs of a plan. */
export interface Shape extends Size {
  /** 1 for a grey image, where the network allows. */
  channels: number;
}

export class Network {
  /** Classes of each pixel, at least 2. */
  readonly classes: number;
  /** Channels that the network was made for; grey images are taken too. */
  readonly channels: number;
  private readonly heap = new Heap();
  private readonly color: Program;
  private readonly grey: Program | undefined;
  private readonly weights: Map<Program, NodeWeights[]>;
  private readonly start: number;

  /**
   * @param wide For the build of the kernels with vectors of 256 bits.
   * @throws {EngineError} for a program that contradicts itself.
   */
  constructor(
    private readonly program: Program,
    wide: boolean,
  ) {
    checkProgram(program);
    const color = twoClasses(program);
    this.color = color;
    this.grey = forGreyImages(color);
    this.weights = new Map([[color, storeWeights(color, this.heap, wide)]]);
    if (this.grey && this.grey !== color)
      this.weights.set(this.grey, storeWeights(this.grey, this.heap, wide));
    this.classes = color.nodes[color.output].channels;
    this.channels = color.nodes[0].channels;
    this.start = this.heap.mark;
  }

  /** The packed weights, which every memory gets first. Once only. */
  takeWeights(shared: boolean): MemoryImage {
    return this.heap.take(shared);
  }

  /**
   * The whole image at once where the budget allows it, else strips of as many rows as it allows.
   *
   * @throws {EngineError} 'memory' for an image that needs more than the budget in any case.
   */
  plan(shape: Shape, threads: number, budget: MemoryBudget): { plan: Plan; image: MemoryImage } {
    const { height, width } = shape;
    const program = this.programOf(shape);
    const weights = this.weights.get(program) as NodeWeights[];
    const size = { height, width };
    const attempt = (make: () => Plan) => {
      this.heap.release(this.start);
      return { plan: make(), image: this.heap.take() };
    };
    const whole = attempt(() => planProgram(program, weights, size, this.heap, threads));
    if (whole.image.bytes <= budget.whole) return whole;
    const bytes = leastBytes(program, size);
    if (bytes > budget.most) throw tooLarge(size, bytes, budget);
    let least = whole;
    for (const options of stripsFor(size)) {
      const strips = attempt(() => planStrips(program, weights, size, this.heap, threads, options));
      if (strips.image.bytes <= budget.whole) return strips;
      if (strips.image.bytes < least.image.bytes) least = strips;
    }
    if (least.image.bytes <= budget.most) return least;
    throw tooLarge(size, least.image.bytes, budget);
  }

  /** What runs for images of a shape. */
  programOf({ channels }: Pick<Shape, 'channels'>): Program {
    return channels === this.channels ? this.color : (this.grey as Program);
  }

  /** @throws {EngineError} for an image that the network cannot take, and when no normalization is known. */
  imageJob(given: PixelImage, options: SegmentOptions): { shape: Shape; job: ImageJob } {
    const { normalization } = this.program;
    const { size, ...job } = checkSlice(given, options, { channels: this.channels, normalization });
    const channels = job.image.channels === 1 && this.grey ? 1 : this.channels;
    return { shape: { ...size, channels }, job };
  }

  /** @throws {EngineError} for an image that the network cannot take, and when no normalization is known. */
  rowsJob(
    image: RowImage,
    { normalization, inputSize, probabilities = false }: SegmentOptions,
    take: (rows: MaskRows) => void,
  ): { shape: Shape; job: RowsJob } {
    const facts = { channels: this.channels, normalization: this.program.normalization };
    const known = checkNormalization(normalization ?? facts.normalization);
    checkRowImage(image);
    checkColors(image.channels, facts);
    const { height, width } = image;
    const shape = {
      ...networkSize(image, inputSize),
      channels: image.channels === 1 && this.grey ? 1 : this.channels,
    };
    const pixels = pixelsOf(image);
    return { shape, job: { image: { height, width }, normalization: known, probabilities, pixels, take } };
  }

  /** @throws {EngineError} for a wrong number of values, or too few pixels. */
  logitsJob(values: Float32Array, size: Size): { shape: Shape; job: { values: Float32Array } } {
    const { height, width } = size ?? {};
    const channels = values?.length / (height * width);
    if (channels !== this.channels && (channels !== 1 || !this.grey)) {
      throw new EngineError(
        'image',
        `The input has ${values?.length} numbers for ${width} x ${height} pixels, ${channels} for each; it must have ` +
          `${this.channels}${this.grey ? ' or 1' : ''}.`,
      );
    }
    networkSize({ height, width });
    return { shape: { height, width, channels }, job: { values } };
  }

  /** What the network itself gives, of what a job for logits does. */
  output(logits: Float32Array): Float32Array {
    return networkOutput(this.program, logits);
  }
}

/** A row of each map and what its kernels read around it: less than any strips take, and quickly told. */
function leastBytes(program: Program, image: Size): number {
  const known = sizes(program, image);
  const borders = bordersOf(program, known);
  return program.nodes.reduce(
    (sum, node, value) =>
      sum + storedChannels(node) * 4 * (known[value].width + 2 * borders[value]) * (1 + 2 * borders[value]),
    0,
  );
}

/** Strips of some hundred thousand pixels cost no more calls than they must; others take less memory. */
function stripsFor({ height, width }: Size): StripOptions[] {
  const most = 2 ** Math.floor(Math.log2(Math.min(Math.max(2 ** 19 / width, 16), 1024)));
  const ways = [{ rows: most }, { rows: most / 4 }, { rows: 8 }, { rows: 8, slack: 1 / 16 }];
  return ways.filter(({ rows }) => rows < height);
}
