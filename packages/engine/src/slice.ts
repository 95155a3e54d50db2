/** One slice for one network, checked, with everything that has a default filled in. */
import { type Refuse, refuse } from './errors.js';
import { type CheckedImage, checkImage, type ImageLike, type PixelImage, readPixels } from './image.js';
import { networkSize } from './network-size.js';
import { checkNormalization, type Normalization } from './normalization.js';
import type { Size } from './program/sizes.js';
import { resizeRows } from './resize-rows.js';
import type { SegmentOptions } from './segment-options.js';
import { writeNormalized } from './write-normalized.js';

/** An image with all that is needed to make the network's input of it. */
export interface Slice {
  image: CheckedImage;
  normalization: Normalization;
  /** Of the network's input. */
  size: Size;
  probabilities: boolean;
}

/** What a network says of itself. */
export interface NetworkFacts {
  /** Of its input. */
  channels: number;
  /** With which it was trained, if it remembers. */
  normalization?: Normalization;
}

/** @throws {EngineError} for an image or a size that the network cannot take, and when no normalization is known. */
export function checkSlice(
  given: PixelImage,
  { normalization, inputSize, probabilities = true }: SegmentOptions,
  network: NetworkFacts,
  error: Refuse = refuse,
): Slice {
  const known = checkNormalization(normalization ?? network.normalization, error);
  const image = checkImage(given, error);
  const colors = Math.min(image.channels, 3);
  if (colors !== 1 && colors !== network.channels) {
    throw error(
      'image',
      `The image has ${colors} color channels and the network takes ${network.channels}; give a grey image.`,
    );
  }
  return { image, normalization: known, size: networkSize(image, inputSize, error), probabilities };
}

/** Several at once, tensors among them: all are checked before the first is run. */
export async function checkSlices(
  images: readonly ImageLike[],
  options: SegmentOptions,
  network: NetworkFacts,
  error: Refuse = refuse,
): Promise<Slice[]> {
  checkNormalization(options.normalization ?? network.normalization, error);
  const pixels = await Promise.all(images.map((image) => readPixels(image, error)));
  return pixels.map((image) => checkSlice(image, options, network, error));
}

/**
 * @param channels Of the network: a grey image is replicated, RGBA loses its alpha.
 * @returns The network's input, [height, width, channels] of the slice's `size`.
 */
export function networkInput({ image, normalization, size }: Slice, channels: number): Float32Array {
  const values = new Float32Array(image.height * image.width * channels);
  const rows = { values, first: 0, row: image.width * channels, channels };
  writeNormalized(image, rows, normalization);
  return resizeRows(values, image, size, channels);
}
