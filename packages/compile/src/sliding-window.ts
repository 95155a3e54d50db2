/** Slices larger than a device takes: overlapping parts, whose probabilities are averaged. */
import {
  type CheckedImage,
  checkImage,
  type ImageLike,
  LEAST_SIDE,
  mapInOrder,
  type PixelImage,
  readPixels,
  type Segmentation,
  type SegmentOptions,
} from '@miniseg/engine';
import { checkOptions } from './check-options.js';
import { CompileError, refuse } from './errors.js';
import { checkPredictor, type SlicePredictor } from './predictor.js';
import { slicesAhead } from './slices-ahead.js';

/** How an image is cut into overlapping parts. */
export interface SlidingWindow {
  /** [height, width] or side of the parts, pixels. */
  size: readonly [number, number] | number;
  /** Least share of a part that its neighbor covers too, below 1. Default 0.5. */
  overlap?: number;
}

/** Options of `segmentSlidingWindow`. */
export interface SlidingWindowOptions extends SegmentOptions {
  slidingWindow: SlidingWindow;
  /** Stops between parts: the call then rejects with the signal's reason. */
  signal?: AbortSignal;
}

interface Part {
  top: number;
  left: number;
}

/** The deviation of the weights is an eighth of a side, as in nnU-Net (Isensee et al. 2021, Nature Methods 18). */
const SHARPNESS = 8;

/**
 * Every part goes through the network on its own; a pixel's probabilities are the average over the parts that show it,
 * weighted by a Gaussian around each part's middle, as the network sees less at a part's edge. A slice that is no
 * larger than a part gives what `predictor.segment` gives. The network sees slices in their own size.
 *
 * @throws {CompileError} for an impossible window, and as `segment` does.
 * @example
 * const slidingWindow = { size: 512, overlap: 0.5 };
 * const { mask } = await segmentSlidingWindow(predictor, radiograph, { slidingWindow });
 */
export async function segmentSlidingWindow(
  predictor: SlicePredictor,
  given: ImageLike,
  all: SlidingWindowOptions,
): Promise<Segmentation> {
  const known = { slidingWindow: 1, normalization: 1, inputSize: 1, probabilities: 1, signal: 1 } as const;
  const { slidingWindow, ...options } = checkOptions('segmentSlidingWindow', all, known);
  checkPredictor(predictor);
  checkOptions('slidingWindow', slidingWindow, { size: 1, overlap: 1 });
  const { size, overlap = 0.5 } = slidingWindow;
  const [high, wide] = (Array.isArray(size) ? size : [size, size]) as [number, number];
  checkWindow(high, wide, overlap, options.inputSize);
  const image = checkImage(await readPixels(given, refuse), refuse);
  const { height, width } = image;
  if (height <= high && width <= wide) return predictor.segment(image, options);
  const part = { height: Math.min(high, height), width: Math.min(wide, width) };
  const parts = starts(height, part.height, overlap).flatMap((top) =>
    starts(width, part.width, overlap).map((left): Part => ({ top, left })),
  );
  const [rowWeights, columnWeights] = [gaussian(part.height), gaussian(part.width)];
  const weights = new Float32Array(height * width);
  let [sums, classes] = [new Float32Array(0), 0];
  const run = (place: Part) =>
    predictor.segment(cut(image, place, part), { ...options, probabilities: true });
  const { signal } = options;
  let done = 0;
  for await (const result of mapInOrder(parts, run, { ahead: slicesAhead(predictor), signal })) {
    if (result.status === 'rejected') throw result.reason;
    const probabilities = result.value.probabilities as Float32Array;
    if (done === 0) {
      classes = result.value.classes;
      sums = new Float32Array(height * width * classes);
    }
    const { top, left } = parts[done++];
    for (let y = 0, from = 0; y < part.height; y++) {
      for (let x = 0, to = (top + y) * width + left; x < part.width; x++, to++) {
        const weight = rowWeights[y] * columnWeights[x];
        weights[to] += weight;
        for (let c = 0; c < classes; c++) sums[to * classes + c] += weight * probabilities[from++];
      }
    }
  }
  const mask = new Uint8Array(height * width);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    let best = 0;
    for (let c = 0; c < classes; c++) {
      const at = pixel * classes + c;
      sums[at] /= weights[pixel];
      if (sums[at] > sums[pixel * classes + best]) best = c;
    }
    mask[pixel] = best;
  }
  const wanted = options.probabilities ?? true;
  return { height, width, classes, mask, ...(wanted && { probabilities: sums }) };
}

function checkWindow(
  height: number,
  width: number,
  overlap: number,
  inputSize: SegmentOptions['inputSize'],
): void {
  if (![height, width].every((side) => Number.isInteger(side) && side >= LEAST_SIDE)) {
    throw new CompileError(
      'invalid-argument',
      `slidingWindow.size is ${height} x ${width}; it must be whole numbers of at least ${LEAST_SIDE}, such as 512.`,
    );
  }
  if (!(overlap >= 0 && overlap < 1)) {
    throw new CompileError(
      'invalid-argument',
      `slidingWindow.overlap is ${overlap}; it must be at least 0 and below 1, such as 0.5.`,
    );
  }
  if (inputSize !== undefined) {
    throw new CompileError(
      'invalid-argument',
      'slidingWindow shows the network slices in their own size; leave inputSize out, or resize the slices before.',
    );
  }
}

/** Evenly spread, the first at one edge and the last at the other. */
function starts(length: number, part: number, overlap: number): number[] {
  const count = Math.ceil((length - part) / Math.max(part * (1 - overlap), 1)) + 1;
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - part)) / Math.max(count - 1, 1)));
}

function gaussian(length: number): Float64Array {
  const deviation = length / SHARPNESS;
  return Float64Array.from({ length }, (_, i) => Math.exp(-(((i - (length - 1) / 2) / deviation) ** 2) / 2));
}

function cut(
  { data, width, channels, white }: CheckedImage,
  { top, left }: Part,
  part: { height: number; width: number },
): PixelImage {
  const row = part.width * channels;
  const copy = new Float64Array(part.height * row);
  for (let y = 0; y < part.height; y++) {
    const from = ((top + y) * width + left) * channels;
    for (let i = 0; i < row; i++) copy[y * row + i] = data[from + i];
  }
  return { data: copy, ...part, white };
}
