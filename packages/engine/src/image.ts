/** What the engine takes as a slice, and how it becomes the network's input. */
import { EngineError } from './errors.js';
import type { Normalization } from './program/program.js';
import type { Size } from './program/sizes.js';

/** Plain pixels, or an `ImageData`. */
export interface PixelImage {
  /** Rows from the top, channels interleaved: width * height * channels values. */
  data: ArrayLike<number> & { BYTES_PER_ELEMENT?: number };
  width: number;
  height: number;
  /** Value of white. Default: 255 for 8-bit arrays, 65535 for 16-bit ones, 1 for floats. */
  white?: number;
}

export interface CheckedImage extends Size {
  data: ArrayLike<number>;
  /** 1 (grey), 3 (RGB) or 4 (RGBA). */
  channels: number;
  white: number;
}

/** @throws EngineError that names what is wrong with the image. */
export function checkImage(image: PixelImage): CheckedImage {
  const { data, width, height } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new EngineError(
      'image',
      `The image is ${width} x ${height} pixels; width and height must be whole numbers of at least 1.`,
    );
  }
  const channels = data.length / (width * height);
  if (![1, 3, 4].includes(channels)) {
    throw new EngineError(
      'image',
      `The image has ${data.length} values for ${width} x ${height} pixels, ${channels} for each; it must have 1 ` +
        '(grey), 3 (RGB) or 4 (RGBA) channels.',
    );
  }
  const white = image.white ?? whiteOf(data);
  if (!(white > 0)) {
    throw new EngineError('image', `white of the image is ${white}; it must be positive, such as 255.`);
  }
  return { data, width, height, channels, white };
}

function whiteOf(data: PixelImage['data']): number {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 255;
  if (data instanceof Uint16Array) return 65535;
  if (data instanceof Float32Array || data instanceof Float64Array) return 1;
  throw new EngineError(
    'image',
    "The image's data is no Uint8Array, Uint8ClampedArray, Uint16Array or Float32Array; say the value of white, for " +
      'example {data, width, height, white: 255}.',
  );
}

/** @throws EngineError unless both are finite and the deviation is positive. */
export function checkNormalization(normalization: Normalization | undefined): Normalization {
  if (!normalization) {
    throw new EngineError(
      'normalization',
      'The program does not know the mean and standard deviation that its network was trained with; pass ' +
        '{normalization: {mean, std}} in units of pixel / white.',
    );
  }
  const { mean, std } = normalization;
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std <= 0) {
    throw new EngineError(
      'normalization',
      `mean is ${mean} and std is ${std}; both must be numbers in units of pixel / white, and std must be positive, ` +
        'for example mean 0.6 and std 0.3.',
    );
  }
  return normalization;
}

/** Where rows of an input lie, in numbers. */
export interface Rows {
  values: Float32Array;
  /** Of the first number, and from a row to the next. */
  first: number;
  row: number;
  /** 1 or that of the image: a grey image is replicated, RGBA loses its alpha. */
  channels: number;
}

/** (pixel / white - mean) / std in float32 and in this order, as tfjs and PyTorch normalize. */
export function writeNormalized(
  { data, width, height, channels: given, white }: CheckedImage,
  { values, first, row, channels }: Rows,
  { mean, std }: Normalization,
): void {
  const { fround } = Math;
  const [m, s, w] = [fround(mean), fround(std), fround(white)];
  const normalized = (value: number) => fround(fround(fround(fround(value) / w) - m) / s);
  // A table is much faster than divisions, and what most images are is 8 bits.
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  const table = bytes ? Float32Array.from({ length: 256 }, (_, value) => normalized(value)) : undefined;
  for (let y = 0; y < height; y++) {
    let to = first + y * row;
    let from = y * width * given;
    if (table && given === 1 && channels === 1) {
      // What a series consists of, in half the time.
      for (let x = 0; x < width; x++) values[to++] = table[data[from++]];
      continue;
    }
    for (let x = 0; x < width; x++, from += given) {
      for (let c = 0; c < channels; c++) {
        const value = data[given === 1 ? from : from + c];
        values[to++] = table ? table[value] : normalized(value);
      }
    }
  }
}
