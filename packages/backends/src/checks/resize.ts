/** Bilinear resizing with half-pixel centers, in plain JavaScript: the known answer of the check. */
import type { KnownAnswer, Sample } from './op-case.js';

/** The source positions and shares of one output position along an axis. */
function shares(position: number, from: number, to: number): [number, number][] {
  const source = Math.min(Math.max(((position + 0.5) * from) / to - 0.5, 0), from - 1);
  const low = Math.floor(source);
  return [
    [low, 1 - (source - low)],
    [Math.min(low + 1, from - 1), source - low],
  ];
}

export function resizeHalfPixel(
  image: Sample,
  [rows, columns]: [number, number],
  weights: (size: number) => Float32Array,
): KnownAnswer {
  const [, height, width, channels] = image.shape;
  const dy = weights(rows * columns * channels);
  const output = new Float64Array(dy.length);
  const gradient = new Float64Array(image.values.length);
  for (let o = 0; o < output.length; o++) {
    const pixel = Math.floor(o / channels);
    for (const [y, sy] of shares(Math.floor(pixel / columns), height, rows)) {
      for (const [x, sx] of shares(pixel % columns, width, columns)) {
        const i = (y * width + x) * channels + (o % channels);
        output[o] += sy * sx * image.values[i];
        gradient[i] += sy * sx * dy[o];
      }
    }
  }
  return { output, gradients: [gradient] };
}
