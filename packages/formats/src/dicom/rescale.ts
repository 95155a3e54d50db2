import type { PixelArray } from '../volume/volume.js';
import type { DicomFrame, DicomHeader } from './dicom-image.js';

/** How stored DICOM values become a volume's. */
export interface DicomPixelOptions {
  /**
   * What pixels outside of the image (PixelPaddingValue) become, in output values, for example -1024.
   * Default 'keep': they are rescaled like any other value.
   */
  padding?: number | 'keep';
  /**
   * MONOCHROME1 images store white as their lowest value. By default pictures are turned over before rescaling, and
   * measured values (Hounsfield units, anything with a unit or a Modality LUT) are kept, as the attribute only says how
   * to show them. 'invert' and 'keep' decide for all; inverted Hounsfield units are none any more.
   */
  monochrome1?: 'invert' | 'keep';
}

/** Stored values of one frame, with what is needed to rescale them. */
export interface StoredFrame {
  /** A copy of the file's, to keep. */
  values: PixelArray;
  frame: DicomFrame;
  header: DicomHeader;
}

/** stored * factor + offset; stored values from `from` to `to` become `padding` instead. */
interface Line {
  factor: number;
  offset: number;
  from: number;
  to: number;
  padding: number;
}

interface Range {
  min: number;
  max: number;
  whole: boolean;
}

/** No value is between: the first comparison alone tells, and a processor foresees it. */
const NOWHERE = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/**
 * All frames as one array of `stored * slope + intercept`, in the smallest type that holds every value: Uint8Array
 * where 8 bits are stored, else Int16Array, Uint16Array, Int32Array, and Float32Array for fractions.
 */
export function rescaleFrames(frames: StoredFrame[], options: DicomPixelOptions): PixelArray {
  const lines = frames.map((frame) => lineOf(frame, options));
  const Values = typeOf(frames, lines);
  const [{ values: only }] = frames;
  if (frames.length === 1 && only instanceof Values && changesNothing(lines[0])) return only;
  const output = new Values(frames.reduce((sum, { values }) => sum + values.length, 0));
  let start = 0;
  for (const [index, { values }] of frames.entries()) {
    rescale(values, lines[index], output, start);
    start += values.length;
  }
  return output;
}

/** True where white and black change places. */
export function isInverted({ header }: StoredFrame, { monochrome1 }: DicomPixelOptions): boolean {
  if (header.photometric !== 'MONOCHROME1') return false;
  return monochrome1 === undefined ? !header.quantity : monochrome1 === 'invert';
}

function lineOf(stored: StoredFrame, options: DicomPixelOptions): Line {
  const { slope, intercept } = stored.frame;
  const { padding: range, bitsStored, signed } = stored.header;
  const { padding = 'keep' } = options;
  const [from, to] = range && padding !== 'keep' ? range : NOWHERE;
  const line = { from, to, padding: padding === 'keep' ? Number.NaN : padding };
  if (!isInverted(stored, options)) return { ...line, factor: slope, offset: intercept };
  // White and black change places: lowest + highest - value.
  const turn = signed ? -1 : 2 ** bitsStored - 1;
  return { ...line, factor: -slope, offset: turn * slope + intercept };
}

function typeOf(frames: StoredFrame[], lines: Line[]) {
  if (frames.every(({ header }, index) => alwaysShort(header, lines[index]))) return Int16Array;
  const range: Range = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, whole: true };
  for (const [index, { values }] of frames.entries()) widen(range, values, lines[index]);
  return smallest(range, frames[0].header.bitsAllocated <= 8);
}

/** Whether Int16Array is the answer for any pixels, as it is for nearly all CT: they need not be looked at. */
function alwaysShort(
  { bitsAllocated, bitsStored, signed }: DicomHeader,
  { factor, offset, from, to, padding }: Line,
): boolean {
  const lowest = signed ? -(2 ** (bitsStored - 1)) : 0;
  const ends = [lowest, lowest + 2 ** bitsStored - 1].map((stored) => stored * factor + offset);
  if (from <= to) ends.push(padding);
  return bitsAllocated > 8 && Number.isInteger(factor) && ends.every(isShort);
}

function isShort(value: number): boolean {
  return Number.isInteger(value) && value >= -32768 && value <= 32767;
}

/** Rescaling keeps or turns the order of values, so that only the stored extremes need be known, and not where. */
function widen(range: Range, values: PixelArray, { factor, offset, from, to, padding }: Line): void {
  let [low, high, padded] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false];
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (value >= from && value <= to) padded = true;
    else {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const found = low <= high ? [low * factor + offset, high * factor + offset] : [];
  if (padded) found.push(padding);
  for (const value of found) {
    if (value < range.min) range.min = value;
    if (value > range.max) range.max = value;
    if (!Number.isInteger(value)) range.whole = false;
  }
  if (Number.isInteger(factor) && Number.isInteger(offset)) return;
  for (let at = 0; range.whole && at < values.length; at++) {
    const value = values[at];
    if (!(value >= from && value <= to)) range.whole = Number.isInteger(value * factor + offset);
  }
}

function rescale(values: PixelArray, line: Line, output: PixelArray, start: number): void {
  if (changesNothing(line)) {
    output.set(values, start);
    return;
  }
  const { factor, offset, from, to, padding } = line;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    output[start + at] = value >= from && value <= to ? padding : value * factor + offset;
  }
}

function changesNothing({ factor, offset, from, to }: Line): boolean {
  return factor === 1 && offset === 0 && from > to;
}

function smallest({ min, max, whole }: Range, small: boolean) {
  if (!whole) return Float32Array;
  if (small && min >= 0 && max <= 255) return Uint8Array;
  if (isShort(min) && isShort(max)) return Int16Array;
  if (min >= 0 && max <= 65535) return Uint16Array;
  return min >= -(2 ** 31) && max < 2 ** 31 ? Int32Array : Float64Array;
}
