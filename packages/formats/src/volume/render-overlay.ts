import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import { checkVoxels } from './check-volume.js';
import { type Color, labelColor } from './label-colors.js';
import type { Raster } from './raster.js';
import { sliceOf } from './slice-of.js';
import type { PixelArray, Volume } from './volume.js';

/** What `renderOverlay` shows, and how. */
export interface OverlayOptions {
  /** Which slice; default 0. */
  slice?: number;
  /**
   * Values shown as black and white. Default: -1350 to 150 (a lung window) for Hounsfield units, 0 to 255 for 8-bit
   * images, otherwise the slice's own range.
   */
  range?: [number, number];
  /** Colors of the labels 1, 2, ...; they come round again. */
  colors?: Color[];
  /** Share of the color inside of a label's outline, 0 to 1; default 0.35. */
  opacity?: number;
  /** Draws the outline of each label in its full color, one pixel wide, inside of the label. Default true. */
  contour?: boolean;
}

/**
 * A slice in grey with its labels in color over it, as an RGB picture for {@link encodePng} or a canvas.
 *
 * @param image grey values, any type
 * @param labels whole numbers of the same shape; 0 is background
 * @throws {FormatError} `geometry` for different shapes, `invalid-argument` for an empty range
 * @example
 * const file = encodePng(renderOverlay(scan, mask, { slice: 12 }));
 */
export function renderOverlay(
  image: Pick<Volume, 'data' | 'shape' | 'unit'>,
  labels: Pick<Volume, 'data' | 'shape'>,
  options: OverlayOptions = {},
): Raster {
  checkVoxels('renderOverlay', image);
  checkVoxels('renderOverlay', labels);
  checkOptions('renderOverlay', options, {
    slice: 1,
    range: 1,
    colors: 1,
    opacity: 1,
    contour: 1,
  });
  if (image.shape.join() !== labels.shape.join()) {
    throw new FormatError(
      'geometry',
      `The image is ${image.shape.join(' x ')} and the labels ${labels.shape.join(' x ')}; resample one to the other.`,
    );
  }
  const { slice = 0, opacity = 0.35, contour = true } = options;
  const [, height, width] = image.shape;
  const grey = sliceOf(image, slice);
  const marks = sliceOf(labels, slice);
  const { range = usualRange(image, grey) } = options;
  if (!Array.isArray(range)) {
    throw new FormatError('invalid-argument', `range is [black, white], and got ${described(range)}.`);
  }
  const [low, high] = range;
  if (!(high > low))
    throw new FormatError('invalid-argument', `The range must rise, not go from ${low} to ${high}.`);
  const data = new Uint8Array(width * height * 3);
  const shadeOf = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low))) * 255 || 0;
  // Of 8-bit pixels the shades are known beforehand.
  const shades =
    grey instanceof Uint8Array && Float64Array.from({ length: 256 }, (_, value) => shadeOf(value));
  for (let index = 0; index < grey.length; index++) {
    const shade = shades ? shades[grey[index]] : shadeOf(grey[index]);
    const label = marks[index];
    // Most pixels.
    if (label === 0) {
      data[3 * index] = data[3 * index + 1] = data[3 * index + 2] = Math.round(shade);
      continue;
    }
    const edge = contour && isEdge(marks, index, width, height);
    const share = edge ? 1 : opacity;
    const color = labelColor(label, options.colors);
    for (let channel = 0; channel < 3; channel++) {
      data[3 * index + channel] = Math.round(shade * (1 - share) + color[channel] * share);
    }
  }
  return { width, height, channels: 3, data, maxValue: 255 };
}

function usualRange({ unit, data }: Pick<Volume, 'data' | 'unit'>, grey: PixelArray): [number, number] {
  if (unit === 'HU') return [-1350, 150];
  if (data instanceof Uint8Array) return [0, 255];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of grey) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? [low, high] : [low, low + 1];
}

/** A pixel with a neighbor (up, down, left, right) of another label; outside of the image nothing is labeled. */
function isEdge(marks: PixelArray, index: number, width: number, height: number): boolean {
  const column = index % width;
  const row = (index - column) / width;
  return (
    column === 0 ||
    marks[index - 1] !== marks[index] ||
    column === width - 1 ||
    marks[index + 1] !== marks[index] ||
    row === 0 ||
    marks[index - width] !== marks[index] ||
    row === height - 1 ||
    marks[index + width] !== marks[index]
  );
}
