/** One slice for one network, checked, with everything that has a default filled in. */
import { check } from './check-options.js';
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
  checkColors(image.channels, network, error);
  return { image, normalization: known, size: networkSize(image, inputSize, error), probabilities };
}

/** @throws {EngineError} for an image of other colors than the network's; any network takes grey. */
export function checkColors(channels: number, network: NetworkFacts, error: Refuse = refuse): void {
  const colors = Math.min(channels, 3);
  if (colors === 1 || colors === network.channels) return;
  throw error(
    'image',
    `The image has ${colors} color channels and the network takes ${network.channels}; give a grey image.`,
  );
}

/** Several at once, tensors among them: all are checked before the first is run. */
export async function checkSlices(
  images: readonly ImageLike[],
  options: SegmentOptions,
  network: NetworkFacts,
  error: Refuse = refuse,
): Promise<Slice[]> {
  const facts = Number.isInteger(network?.channels) && network.channels > 0;
  if (!facts) throw error('invalid-argument', 'The network is {channels, normalization?} with its channels.');
  if (!Array.isArray(images)) throw error('invalid-argument', 'images is no array of images.');
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw error(
      'invalid-argument',
      'The options of a slice are { normalization, inputSize, probabilities }.',
    );
  checkNormalization(options.normalization ?? network.normalization, error);
  const pixels = await Promise.all(images.map((image) => readPixels(image, error)));
  return pixels.map((image) => checkSlice(image, options, network, error));
}

/**
 * @param channels Of the network: a grey image is replicated, RGBA loses its alpha.
 * @returns The network's input, [height, width, channels] of the slice's `size`.
 * @throws {EngineError} for what is no slice of `checkSlices`.
 */
export function networkInput(slice: Slice, channels: number): Float32Array {
  check(
    Number.isInteger(channels) && channels > 0,
    'channels',
    channels,
    'it is a whole number of at least 1',
  );
  const { image, normalization, size } = slice ?? {};
  const pixels = checkImage(image);
  checkNormalization(normalization);
  networkSize(pixels, [size?.height, size?.width]);
  const values = new Float32Array(pixels.height * pixels.width * channels);
  const rows = { values, first: 0, row: pixels.width * channels, channels };
  writeNormalized(pixels, rows, normalization);
  return resizeRows(values, pixels, size, channels);
}
