/** What segmenting is told, and what it gives, whoever does it. */
import type { Normalization } from './normalization.js';
import type { Size } from './program/sizes.js';

/** How an image becomes the network's input, and what comes back. */
export interface SegmentOptions {
  /** Mean and standard deviation of the training pixels / white. Default: what the model or program remembers. */
  normalization?: Normalization;
  /** [height, width] or side in pixels to which slices are resized for the network. Default: their own size. */
  inputSize?: readonly [number, number] | number;
  /** False saves the time and memory of the probabilities. Default true. */
  probabilities?: boolean;
}

/** Of several slices. */
export interface SeriesOptions extends SegmentOptions {
  /** Stops between slices: the call then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each slice. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** What a network says about an image: a class for each pixel. */
export interface Segmentation extends Size {
  /** At least 2: a network with one output channel tells background (0) from foreground (1). */
  classes: number;
  /** Most probable class of each pixel, rows from the top: 0 is background. */
  mask: Uint8Array;
  /** Softmax of the logits, [height, width, classes]; absent when they were not asked for. */
  probabilities?: Float32Array;
}
