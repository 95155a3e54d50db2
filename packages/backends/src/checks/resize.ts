/** Bilinear resizing, in plain JavaScript: the known answer of the checks. */
import type { KnownAnswer, Sample } from './op-case.js';

/** The source positions and shares of one output position along an axis. */
function shares(position: number, from: number, to: number, aligned: boolean): [number, number][] {
  const halfPixel = ((position + 0.5) * from) / to - 0.5;
  const at = aligned ? (position * (from - 1)) / (to - 1) : halfPixel;
  const source = Math.min(Math.max(at, 0), from - 1);
  const low = Math.floor(source);
  return [
    [low, 1 - (source - low)],
    [Math.min(low + 1, from - 1), source - low],
  ];
}

/** With half-pixel centers, or with the corner pixels of both images on each other; to at least two rows and columns. */
export function resizeLinear(
  image: Sample,
  [rows, columns]: [number, number],
  weights: (size: number) => Float32Array,
  aligned = false,
): KnownAnswer {
  const [, height, width, channels] = image.shape;
  const dy = weights(rows * columns * channels);
  const output = new Float64Array(dy.length);
  const gradient = new Float64Array(image.values.length);
  for (let o = 0; o < output.length; o++) {
    const pixel = Math.floor(o / channels);
    for (const [y, sy] of shares(Math.floor(pixel / columns), height, rows, aligned)) {
      for (const [x, sx] of shares(pixel % columns, width, columns, aligned)) {
        const i = (y * width + x) * channels + (o % channels);
        output[o] += sy * sx * image.values[i];
        gradient[i] += sy * sx * dy[o];
      }
    }
  }
  return { output, gradients: [gradient] };
}
