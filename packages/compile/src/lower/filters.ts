/** Filters scaled by a normalization, and two convolutions merged into one. */
import { product } from './linear.js';

/** A filter whose last dimension but those of size 1 is the outputs, times a scale for each output. */
export function scaled(filter: Float32Array, scale: Float64Array): Float32Array {
  return filter.map((weight, i) => weight * scale[i % scale.length]);
}

/** [inputs, channels] then [taps, channels, channels]: [taps, inputs, channels]. */
export function mergedDense(matrix: Float64Array, spatial: Float32Array, channels: number): Float32Array {
  const taps = spatial.length / channels ** 2;
  return Float32Array.from(
    Array.from({ length: taps }, (_, tap) =>
      Array.from(
        product(matrix, spatial.subarray(tap * channels ** 2, (tap + 1) * channels ** 2), channels, channels),
      ),
    ).flat(),
  );
}

/** [inputs, channels] then [taps, channels]: [taps, inputs, channels]. */
export function mergedDepthwise(matrix: Float64Array, spatial: Float32Array, channels: number): Float32Array {
  const inputs = matrix.length / channels;
  const taps = spatial.length / channels;
  const merged = new Float32Array(taps * matrix.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let c = 0; c < channels; c++) {
        merged[(tap * inputs + input) * channels + c] =
          spatial[tap * channels + c] * matrix[input * channels + c];
      }
    }
  }
  return merged;
}
