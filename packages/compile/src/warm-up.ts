/** The first run for a size does what later ones need not: it compiles shaders, and takes memory. */
import type { Predictor } from './predictor.js';

/** @param size [height, width] or side of the slices to come. */
export async function warmUp({ segment }: Predictor, size: [number, number] | number): Promise<void> {
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const slice = { data: new Uint8Array(height * width), height, width };
  for (const probabilities of [false, true]) {
    await segment(slice, { probabilities, normalization: { mean: 0, std: 1 } });
  }
}
