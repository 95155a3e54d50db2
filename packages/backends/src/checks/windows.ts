/** Plain JavaScript in double precision for what slides a window over an image: the known answers of the checks. */
import type { KnownAnswer, Sample } from './op-case.js';

/** A window over an NHWC image of one batch; padding is the same on opposite sides, or 0 before and 1 after. */
export interface Window {
  size: number;
  stride: number;
  dilation: number;
  /** Zeros before the first row and column. */
  before: number;
  /** Zeros after the last row and column. */
  after: number;
}

type Weights = (size: number) => Float32Array;

function outputLength(length: number, { size, stride, dilation, before, after }: Window): number {
  return Math.floor((length + before + after - (size - 1) * dilation - 1) / stride) + 1;
}

/** Calls `visit` for every pixel of the output and every tap of its window that lies inside the image. */
function forEachTap(
  [, height, width]: number[],
  window: Window,
  visit: (outPixel: number, inPixel: number, tap: number) => void,
): number {
  const rows = outputLength(height, window);
  const columns = outputLength(width, window);
  for (let oy = 0; oy < rows; oy++) {
    for (let ox = 0; ox < columns; ox++) {
      for (let tap = 0; tap < window.size * window.size; tap++) {
        const y = oy * window.stride + Math.floor(tap / window.size) * window.dilation - window.before;
        const x = ox * window.stride + (tap % window.size) * window.dilation - window.before;
        if (y >= 0 && y < height && x >= 0 && x < width) visit(oy * columns + ox, y * width + x, tap);
      }
    }
  }
  return rows * columns;
}

/** Convolution, or its depthwise form: linear in the image and in the filter, so one walk gives all gradients. */
export function convolve(
  image: Sample,
  filter: Sample,
  window: Window,
  weights: Weights,
  depthwise = false,
): KnownAnswer {
  const [, , inChannels, outPerIn] = filter.shape;
  const outChannels = depthwise ? inChannels * outPerIn : outPerIn;
  const pixels = forEachTap(image.shape, window, () => {});
  const dy = weights(pixels * outChannels);
  const output = new Float64Array(dy.length);
  const gradients = [new Float64Array(image.values.length), new Float64Array(filter.values.length)];
  forEachTap(image.shape, window, (outPixel, inPixel, tap) => {
    for (let c = 0; c < inChannels; c++) {
      for (let k = 0; k < outPerIn; k++) {
        const o = outPixel * outChannels + (depthwise ? c * outPerIn + k : k);
        const i = inPixel * inChannels + c;
        const w = (tap * inChannels + c) * outPerIn + k;
        output[o] += image.values[i] * filter.values[w];
        gradients[0][i] += dy[o] * filter.values[w];
        gradients[1][w] += dy[o] * image.values[i];
      }
    }
  });
  return { output, gradients };
}

/** Pooling; the average is over the taps inside the image, as TensorFlow counts. */
export function pool(kind: 'max' | 'avg', image: Sample, window: Window, weights: Weights): KnownAnswer {
  const channels = image.shape[3];
  const taps: number[][] = [];
  forEachTap(image.shape, window, (outPixel, inPixel) => {
    taps[outPixel] = [...(taps[outPixel] ?? []), inPixel];
  });
  const dy = weights(taps.length * channels);
  const gradient = new Float64Array(image.values.length);
  const output = dy.map((_, o) => {
    const at = taps[Math.floor(o / channels)].map((pixel) => pixel * channels + (o % channels));
    if (kind === 'max') {
      const largest = at.reduce((best, i) => (image.values[i] > image.values[best] ? i : best));
      gradient[largest] += dy[o];
      return image.values[largest];
    }
    for (const i of at) gradient[i] += dy[o] / at.length;
    return at.reduce((sum, i) => sum + image.values[i], 0) / at.length;
  });
  return { output, gradients: [gradient] };
}
