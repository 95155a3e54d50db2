/** What every way of segmenting takes as a slice: the one contract of `engine`, `model` and `compile`. */
import { type Refuse, refuse } from './errors.js';
import type { Size } from './program/sizes.js';

/** Plain pixels, or an `ImageData`. */
export interface PixelImage {
  /** Rows from the top, channels interleaved: width * height * channels finite values. */
  data: ArrayLike<number> & { BYTES_PER_ELEMENT?: number };
  width: number;
  height: number;
  /** Value of white. Default: 255 for 8-bit arrays, 65535 for 16-bit ones, 1 for floats, which must then lie in [0, 1]. */
  white?: number;
}

/** A tensor of tfjs [height, width] or [height, width, channels]: int32 up to 255, or float32 up to 1. */
export interface TensorImage {
  readonly shape: readonly number[];
  readonly dtype: string;
  data(): Promise<ArrayLike<number>>;
}

/** What can be segmented: pixels of an image, or numbers with a shape. */
export type ImageLike = PixelImage | TensorImage;

/** An image whose pixels are known to fit its size. */
export interface CheckedImage extends Size {
  data: ArrayLike<number>;
  /** 1 (grey), 3 (RGB) or 4 (RGBA). */
  channels: number;
  white: number;
}

/** Floats that were resampled may lie beyond black and white by so much. */
const OVERSHOOT = 0.01;

/**
 * The pixels of a tensor; others as they are.
 *
 * @throws {EngineError} 'image' for a tensor of another rank.
 */
export async function readPixels(image: ImageLike, error: Refuse = refuse): Promise<PixelImage> {
  if (typeof image !== 'object' || image === null || !('shape' in image)) return image;
  const shape: readonly number[] = Array.isArray(image.shape) ? image.shape : [];
  const [height, width, channels = 1] = shape;
  const { length: rank } = shape;
  if ((rank !== 2 && rank !== 3) || ![1, 3, 4].includes(channels) || height * width === 0) {
    throw error(
      'image',
      `The image is a tensor of shape [${image.shape}]; it must be [height, width] or [height, width, 1, 3 or 4]. ` +
        'For a batch give an array of images.',
    );
  }
  const values = await image.data();
  return { data: values, width, height, ...(image.dtype !== 'float32' && { white: 255 }) };
}

/** @throws {EngineError} 'image' that names what is wrong with the image, and the cure. */
export function checkImage(image: PixelImage, error: Refuse = refuse): CheckedImage {
  const { data, width, height } = (image ?? {}) as PixelImage;
  if (!ArrayBuffer.isView(data) && !Array.isArray(data)) {
    throw error(
      'image',
      `An image is {data, width, height} with an array of pixels as data, or an ImageData; it is ${kindOf(image)}` +
        `${typeof image === 'object' && image !== null ? `, and its data ${kindOf(data)}` : ''}.`,
    );
  }
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw error(
      'image',
      `The image is ${width} x ${height} pixels; width and height must be whole numbers of at least 1.`,
    );
  }
  const channels = data.length / (width * height);
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw error(
      'image',
      `The image has ${data.length} values for ${width} x ${height} pixels, ${channels} for each; it must have 1 ` +
        '(grey), 3 (RGB) or 4 (RGBA) channels.',
    );
  }
  const white = image.white ?? whiteOf(data, error);
  if (!(white > 0 && Number.isFinite(white))) {
    throw error('image', `white of the image is ${white}; it must be a positive number, such as 255.`);
  }
  checkValues(data, image.white === undefined, error);
  return { data, width, height, channels, white };
}

function whiteOf(data: PixelImage['data'], error: Refuse): number {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 255;
  if (data instanceof Uint16Array) return 65535;
  if (data instanceof Float32Array || data instanceof Float64Array) return 1;
  throw error(
    'image',
    "The image's data is no Uint8Array, Uint8ClampedArray, Uint16Array or Float32Array; say the value of white, for " +
      'example {data, width, height, white: 255}.',
  );
}

/** One value that is no number would spread over all of the mask, and values in other units give a wrong one. */
function checkValues(data: PixelImage['data'], ofUnit: boolean, error: Refuse): void {
  const whole = ArrayBuffer.isView(data) && !(data instanceof Float32Array || data instanceof Float64Array);
  if (whole && typeof data[0] === 'number') return;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!Number.isFinite(value)) {
      throw error(
        'image',
        `Value ${i} of the image is ${value}; all must be finite numbers. Replace it, for example by black.`,
      );
    }
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!ofUnit || (least >= -OVERSHOOT && most <= 1 + OVERSHOOT)) return;
  throw error(
    'image',
    `The image has floats from ${least} to ${most}; without a value of white they must lie in 0..1. For 0..255 say ` +
      '{data, width, height, white: 255}; bring Hounsfield units to 0..1 with a window first; for values that are ' +
      'meant as they are say white: 1.',
  );
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.slice(0, 30)}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `a ${value.constructor?.name ?? 'object'}`;
}
