/** What `compile` returns, whatever it runs on. */
import type {
  ImageLike,
  MaskRows,
  Profile,
  ProfileOptions,
  Program,
  RowImage,
  Segmentation,
  SegmentOptions,
  SeriesOptions,
} from '@miniseg/engine';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { check } from './check-options.js';

/** What a compiled network runs on. */
export type Target = 'wasm' | 'webgl' | 'webgpu' | 'tfjs';

/** Milliseconds of a slice of 256 pixels a side, by target. */
export type Measured = Partial<Record<Target, number>>;

/** A network that is ready to segment images, wherever it runs. */
export interface Predictor {
  readonly target: Target;
  /** Workers that take a slice each; absent where slices run one by one. */
  readonly workers?: number;
  /** Whether it computes with vectors of 256 bits: absent but for target 'wasm' where the engine has and takes them. */
  readonly wide?: boolean;
  /** Slices that are worth having on their way at once, where those of one size run together; absent where none do. */
  readonly ahead?: number;
  /** What it runs; `saveProgram` of `@miniseg/engine` makes a file of it. Absent where the model itself runs. */
  readonly program?: Program;
  /** Why it runs where it does: what was measured, or the layer that has no compiled form, so that the model itself runs. */
  readonly reason?: string;
  /** Milliseconds of a slice of 256 x 256 pixels on every target that could be had, where `compile` had the choice. */
  readonly measured?: Measured;
  /** As `segment(model, ...)` of `@miniseg/model`: the same images, options but `batchSize`, and results. */
  segment(image: ImageLike, options?: SeriesOptions): Promise<Segmentation>;
  segment(images: readonly ImageLike[], options?: SeriesOptions): Promise<Segmentation[]>;
  /**
   * An image of any size, whose rows come and whose mask goes row by row: with target 'wasm' alone.
   *
   * @param take Is given the rows of the mask.
   */
  segmentRows?(image: RowImage, take: (rows: MaskRows) => void, options?: SegmentOptions): Promise<void>;
  /**
   * @param input Normalized images, [batch, height, width, channels].
   * @returns What the model gives, a new tensor [batch, height, width, channels of its output]: logits, or what it ends in
   *   after them.
   */
  logits(input: Tensor4D): Promise<Tensor4D>;
  /**
   * Runs once on a blank grey slice, so that the first real one of this size takes no longer than the others: on webgl
   * and webgpu shaders are compiled for each size.
   *
   * @param size [height, width] or side in pixels.
   */
  warmUp(size: [number, number] | number): Promise<void>;
  /**
   * Where the time of an image goes: with target 'wasm' alone; with workers on one of them. See `Engine.profile` of
   * `@miniseg/engine`.
   *
   * @param size [height, width] or side in pixels.
   */
  profile?(size: [number, number] | number, options?: ProfileOptions): Promise<Profile>;
  /** Ends threads and frees weights. Calling it again changes nothing. */
  dispose(): void;
}

/** All that series need of it. */
export type SlicePredictor = Pick<Predictor, 'segment' | 'segmentRows' | 'workers' | 'ahead'>;

/** @throws {CompileError} for what has no `segment`. */
export function checkPredictor(predictor: SlicePredictor): void {
  const segments = typeof predictor?.segment === 'function';
  check(segments, 'The predictor', predictor, 'it is what compile or ensemble returns');
}

/** @throws {CompileError} for what is no batch of images. */
export function checkInput(input: Tensor4D): void {
  const { shape } = input ?? {};
  const isBatch = Array.isArray(shape) && shape.length === 4;
  check(isBatch, 'The input of logits', input, 'it is a tensor [batch, height, width, channels]');
}
