/** What `compile` returns, whatever it runs on. */
import type { Program } from '@miniseg/engine';
import type { ImageLike, Segmentation, SegmentOptions } from '@miniseg/model';
import type { Tensor4D } from '@tensorflow/tfjs-core';

export interface Predictor {
  readonly target: 'wasm' | 'webgl' | 'webgpu' | 'tfjs';
  /** Workers that take a slice each; absent where slices run one by one. */
  readonly workers?: number;
  /** What it runs; `saveProgram` of `@miniseg/engine` makes a file of it. */
  readonly program: Program;
  /** As `segment(model, ...)`, with the same options and results. */
  segment(image: ImageLike, options?: SegmentOptions): Promise<Segmentation>;
  segment(images: readonly ImageLike[], options?: SegmentOptions): Promise<Segmentation[]>;
  /**
   * @param input Normalized images, [batch, height, width, channels].
   * @returns Logits, [batch, height, width, classes], a new tensor.
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
