import type { PixelArray } from '../volume.js';
import type { DicomFrame, DicomHeader } from './dicom-header.js';

export interface DicomPixelOptions {
  /**
   * What pixels outside of the image (PixelPaddingValue) become, in output values, for example -1024.
   * Default 'keep': they are rescaled like any other value.
   */
  padding?: number | 'keep';
  /** MONOCHROME1 images store white as their lowest value; 'invert' (default) turns them round before rescaling. */
  monochrome1?: 'invert' | 'keep';
}

/** Stored values of one frame, with what is needed to rescale them. */
export interface StoredFrame {
  values: PixelArray;
  frame: DicomFrame;
  header: DicomHeader;
}

/**
 * All frames as one array of `stored * slope + intercept`, in the smallest type that holds every value: Uint8Array
 * where 8 bits are stored, else Int16Array, Uint16Array, Int32Array, and Float32Array for fractions.
 */
export function rescaleFrames(frames: StoredFrame[], options: DicomPixelOptions): PixelArray {
  const range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, whole: true };
  const passes = frames.map((frame) => converter(frame, options));
  for (const [index, { values }] of frames.entries()) {
    const convert = passes[index];
    for (let at = 0; at < values.length; at++) {
      const value = convert(values[at]);
      if (value < range.min) range.min = value;
      if (value > range.max) range.max = value;
      if (range.whole && !Number.isInteger(value)) range.whole = false;
    }
  }
  const total = frames.reduce((sum, { values }) => sum + values.length, 0);
  const output = allocate(total, range, frames[0].header.bitsAllocated <= 8);
  let offset = 0;
  for (const [index, { values }] of frames.entries()) {
    const convert = passes[index];
    for (let at = 0; at < values.length; at++) output[offset + at] = convert(values[at]);
    offset += values.length;
  }
  return output;
}

function converter({ frame, header }: StoredFrame, options: DicomPixelOptions): (stored: number) => number {
  const { slope, intercept } = frame;
  const { padding, photometric, bitsStored, signed } = header;
  const replacement = options.padding ?? 'keep';
  const inverted = photometric === 'MONOCHROME1' && options.monochrome1 !== 'keep';
  // White and black change places: lowest + highest - value.
  const turn = signed ? -1 : 2 ** bitsStored - 1;
  const [from, to] = padding && replacement !== 'keep' ? padding : [1, 0];
  return (stored) =>
    stored >= from && stored <= to
      ? (replacement as number)
      : (inverted ? turn - stored : stored) * slope + intercept;
}

function allocate(
  length: number,
  { min, max, whole }: { min: number; max: number; whole: boolean },
  small: boolean,
) {
  if (!whole) return new Float32Array(length);
  if (small && min >= 0 && max <= 255) return new Uint8Array(length);
  if (min >= -32768 && max <= 32767) return new Int16Array(length);
  if (min >= 0 && max <= 65535) return new Uint16Array(length);
  return min >= -(2 ** 31) && max < 2 ** 31 ? new Int32Array(length) : new Float64Array(length);
}
