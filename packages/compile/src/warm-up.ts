/** The first run for a size does what later ones need not: it compiles shaders, and takes memory. */
import { check } from './check-options.js';
import type { Predictor } from './predictor.js';

/** @param size [height, width] or side of the slices to come. */
export async function warmUp(
  { segment }: Pick<Predictor, 'segment'>,
  size: [number, number] | number,
): Promise<void> {
  const [height, width] = Array.isArray(size) ? size : [size, size];
  const isSize = [height, width].every((side) => Number.isInteger(side) && side > 0);
  check(isSize, 'The size of warmUp', size, 'it is [height, width] or a side, in pixels');
  const slice = { data: new Uint8Array(height * width), height, width };
  // What takes most memory first.
  for (const probabilities of [true, false]) {
    await segment(slice, { probabilities, normalization: { mean: 0, std: 1 } });
  }
}
