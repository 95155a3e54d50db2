/** From pixels to masks and probabilities in one call. */
import { classifyLogits } from '@miniseg/engine';
import { resizeBilinear } from '@miniseg/ops';
import { concat, dispose, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ModelError } from '../errors.js';
import { modelMetadata, type Normalization, requireNormalization } from '../metadata.js';
import { networkInput } from './network-input.js';
import { type CheckedImage, checkImage, type ImageLike } from './pixel-image.js';

export interface SegmentOptions {
  /** Mean and standard deviation of the training pixels / white. Default: what the model remembers. */
  normalization?: Normalization;
  /** [height, width] or side in pixels to which slices are resized for the network. Default: their own size. */
  inputSize?: [number, number] | number;
  /** Slices of one size that run together; more takes more memory. Default 1. */
  batchSize?: number;
  /** False saves the memory of the probabilities. Default true. */
  probabilities?: boolean;
  /** Stops between batches: the call then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called after each batch. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

export interface Segmentation {
  width: number;
  height: number;
  classes: number;
  /** Most probable class of each pixel, rows from the top: 0 is background. */
  mask: Uint8Array;
  /** Softmax probabilities, [height, width, classes]; absent when they were not asked for. */
  probabilities?: Float32Array;
}

/** Below this the coarsest stage has nothing left to see. */
const SMALLEST = 16;

/**
 * Segments one slice or several with a model that maps images to logits of their size (every `miniSeg` model; of
 * several outputs the first counts). Runs on the backend that is set; leaves no tensor behind. Not a medical device.
 *
 * @param images A slice, or an array of them; see `ImageLike`. Results come in the same order and the slices' own size.
 * @throws ModelError for an image of size 0, too small, or with wrong channels, and when no normalization is known;
 *   every image is checked before the first is run.
 * @example
 * const { mask } = await segment(model, context.getImageData(0, 0, 512, 512));
 */
export async function segment(
  model: LayersModel,
  images: ImageLike,
  options?: SegmentOptions,
): Promise<Segmentation>;
export async function segment(
  model: LayersModel,
  images: readonly ImageLike[],
  options?: SegmentOptions,
): Promise<Segmentation[]>;
export async function segment(
  model: LayersModel,
  images: ImageLike | readonly ImageLike[],
  options: SegmentOptions = {},
): Promise<Segmentation | Segmentation[]> {
  if (!Array.isArray(images)) return (await segment(model, [images as ImageLike], options))[0];
  const normalization = requireNormalization(options.normalization, modelMetadata(model).normalization);
  const { batchSize = 1, signal, onProgress } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ModelError('option', `batchSize is ${batchSize}; it must be a whole number of at least 1.`);
  }
  const channels = model.inputs[0].shape[3] as number;
  const jobs = images.map((image, index) => {
    const checked = checkImage(image);
    return { index, checked, size: networkSize(checked, options) };
  });
  let done = 0;
  const results: Segmentation[] = [];
  for (const batch of batches(jobs, batchSize)) {
    signal?.throwIfAborted();
    const logits = tidy(() => {
      const inputs = batch.map(({ checked, size }) => networkInput(checked, channels, size, normalization));
      const output = firstOutput(model, inputs.length === 1 ? inputs[0] : (concat(inputs, 0) as Tensor4D));
      // Batches hold slices of one size, so the first one speaks for all.
      const { height, width } = batch[0].checked;
      return resizeBilinear(output, [height, width]);
    });
    try {
      const values = (await logits.data()) as Float32Array;
      const [, height, width, classes] = logits.shape;
      const length = height * width * classes;
      for (const [i, { index }] of batch.entries()) {
        const own = values.subarray(i * length, (i + 1) * length);
        results[index] = {
          width,
          height,
          classes,
          ...classifyLogits(own, classes, options.probabilities ?? true),
        };
      }
    } finally {
      dispose(logits);
    }
    done += batch.length;
    onProgress?.({ done, total: images.length });
    // Lets timers, events and an abort in between batches: reading from wasm never yields to them.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return results;
}

interface Job {
  index: number;
  checked: CheckedImage;
  size: [number, number];
}

export function networkSize(
  { height, width }: CheckedImage,
  { inputSize }: SegmentOptions,
): [number, number] {
  const size: [number, number] =
    inputSize === undefined
      ? [height, width]
      : typeof inputSize === 'number'
        ? [inputSize, inputSize]
        : inputSize;
  if (size.some((side) => !Number.isInteger(side) || side < SMALLEST)) {
    throw new ModelError(
      'image',
      `The network would see ${size[1]} x ${size[0]} pixels; it needs at least ${SMALLEST} x ${SMALLEST}. ` +
        'Set inputSize, for example 512, to enlarge small slices.',
    );
  }
  return size;
}

/** Runs of neighbours that have the same size before and after resizing. */
function* batches(jobs: Job[], batchSize: number): Generator<Job[]> {
  const key = ({ checked, size }: Job) => `${checked.height},${checked.width},${size}`;
  let batch: Job[] = [];
  for (const job of jobs) {
    if (batch.length === batchSize || (batch.length > 0 && key(batch[0]) !== key(job))) {
      yield batch;
      batch = [];
    }
    batch.push(job);
  }
  if (batch.length > 0) yield batch;
}

/** Only what the first output needs: the heads of deep supervision are left out. */
function firstOutput(model: LayersModel, input: Tensor4D): Tensor4D {
  if (model.outputs.length === 1) return model.predict(input, { batchSize: input.shape[0] }) as Tensor4D;
  return model.execute(input, model.outputs[0].name) as Tensor as Tensor4D;
}
