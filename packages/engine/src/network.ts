/** A checked program laid out for memories of one kind: what an engine and the workers of a pool have in common. */
import { EngineError } from './errors.js';
import type { PixelImage } from './image.js';
import { networkSize } from './network-size.js';
import { Heap, type MemoryImage } from './plan/heap.js';
import { type Plan, planProgram } from './plan/plan.js';
import { type NodeWeights, storeWeights } from './plan/weights.js';
import { checkProgram } from './program/check-program.js';
import { forGreyImages } from './program/grey.js';
import type { Program } from './program/program.js';
import type { Size } from './program/sizes.js';
import { networkOutput, twoClasses } from './program/two-classes.js';
import type { ImageJob } from './run-job.js';
import type { SegmentOptions } from './segment-options.js';
import { checkSlice } from './slice.js';

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

  /** @throws {EngineError} for a program that contradicts itself. */
  constructor(private readonly program: Program) {
    checkProgram(program);
    const color = twoClasses(program);
    this.color = color;
    this.grey = forGreyImages(color);
    this.weights = new Map([[color, storeWeights(color, this.heap)]]);
    if (this.grey && this.grey !== color) this.weights.set(this.grey, storeWeights(this.grey, this.heap));
    this.classes = color.nodes[color.output].channels;
    this.channels = color.nodes[0].channels;
    this.start = this.heap.mark;
  }

  /** The packed weights, which every memory gets first. Once only. */
  takeWeights(shared: boolean): MemoryImage {
    return this.heap.take(shared);
  }

  plan({ height, width, channels }: Shape, threads: number): { plan: Plan; image: MemoryImage } {
    const program = channels === this.channels ? this.color : (this.grey as Program);
    this.heap.release(this.start);
    const weights = this.weights.get(program) as NodeWeights[];
    const plan = planProgram(program, weights, { height, width }, this.heap, threads);
    return { plan, image: this.heap.take() };
  }

  /** @throws {EngineError} for an image that the network cannot take, and when no normalization is known. */
  imageJob(given: PixelImage, options: SegmentOptions): { shape: Shape; job: ImageJob } {
    const { normalization } = this.program;
    const { size, ...job } = checkSlice(given, options, { channels: this.channels, normalization });
    const channels = job.image.channels === 1 && this.grey ? 1 : this.channels;
    return { shape: { ...size, channels }, job };
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

/** What a memory that cannot grow so far is answered with. */
export function tooLarge(bytes: number, cause: unknown): EngineError {
  return new EngineError(
    'image',
    `The image needs ${Math.ceil(bytes / 2 ** 20)} MB of memory, more than there is; make it smaller with inputSize.`,
    { cause },
  );
}
