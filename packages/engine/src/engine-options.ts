/** What an engine is told, and what it gives. */
import type { Simd } from './kernel-module.js';
import type { Normalization } from './program/program.js';
import type { Size } from './program/sizes.js';

export interface EngineOptions {
  /**
   * Threads, the caller's included. More than 1 needs shared memory: Node, or a page that is cross-origin isolated.
   * Default 'auto': as many as there are cores, at most 8, or 1.
   */
  threads?: number | 'auto';
  /** Default 'auto': relaxed SIMD where the machine understands it. */
  simd?: Simd | 'auto';
}

export interface EngineSegmentOptions {
  /** Mean and standard deviation of the training pixels / white. Default: what the program remembers. */
  normalization?: Normalization;
  /** [height, width] or side in pixels to which the slice is resized for the network. Default: its own size. */
  inputSize?: [number, number] | number;
  /** Also the softmax of the logits. Default false. */
  probabilities?: boolean;
}

export interface EngineSegmentation extends Size {
  classes: number;
  /** Most probable class of each pixel, rows from the top: 0 is background. */
  mask: Uint8Array;
  /** [height, width, classes]; absent when they were not asked for. */
  probabilities?: Float32Array;
}
