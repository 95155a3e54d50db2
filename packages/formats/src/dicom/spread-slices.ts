import type { PixelArray } from '../volume/volume.js';

/**
 * Slices on the grid of their stack: repeated where the grid asks for it, and the lowest value that there is (air, or
 * what the scanner fills with) where no slice was acquired.
 *
 * @param perSlice values of one slice
 * @param slices the slice that each slice of the grid shows
 */
export function spreadSlices(
  data: PixelArray,
  perSlice: number,
  slices: readonly (number | undefined)[],
): PixelArray {
  if (slices.length * perSlice === data.length && slices.every((slice, index) => slice === index))
    return data;
  const Values = data.constructor as new (length: number) => PixelArray;
  const spread = new Values(slices.length * perSlice);
  if (slices.includes(undefined)) {
    let lowest = data[0];
    for (let at = 1; at < data.length; at++) if (data[at] < lowest) lowest = data[at];
    spread.fill(lowest);
  }
  for (const [index, slice] of slices.entries()) {
    if (slice === undefined) continue;
    spread.set(data.subarray(slice * perSlice, (slice + 1) * perSlice), index * perSlice);
  }
  return spread;
}
