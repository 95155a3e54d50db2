/** What `compile` returns, whatever it runs on. */
import type { ImageLike, Program, Segmentation, SeriesOptions } from '@miniseg/engine';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** A network that is ready to segment images, wherever it runs. */
export interface Predictor {
  readonly target: 'wasm' | 'webgl' | 'webgpu' | 'tfjs';
  /** Workers that take a slice each; absent where slices run one by one. */
  readonly workers?: number;
  /** What it runs; `saveProgram` of `@miniseg/engine` makes a file of it. Absent where the model itself runs. */
  readonly program?: Program;
  /** Why the model itself runs on tfjs: the layer that has no compiled form. */
  readonly reason?: string;
  /** As `segment(model, ...)` of `@miniseg/model`: the same images, options but `batchSize`, and results. */
  segment(image: ImageLike, options?: SeriesOptions): Promise<Segmentation>;
  segment(images: readonly ImageLike[], options?: SeriesOptions): Promise<Segmentation[]>;
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
  /** Ends threads and frees weights. Calling it again changes nothing. */
  dispose(): void;
}

/** All that series need of it. */
export type SlicePredictor = Pick<Predictor, 'segment' | 'workers'>;
