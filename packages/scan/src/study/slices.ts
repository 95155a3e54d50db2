import type { PixelArray, Volume } from '@miniseg/formats/volume';
import { checkVolume } from '../check-values.js';

/** A volume slice by slice: decoded already, or each slice read when it is asked for. */
export interface Slices extends Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction'> {
  /** @param index From 0. @returns Its values, row by row; not to be written to. */
  slice(index: number): Promise<PixelArray>;
}

/**
 * The slices of a volume that is in memory.
 *
 * @throws {ScanError} `invalid-argument` for what is no volume
 */
export function slicesOf(volume: Volume): Slices {
  checkVolume(volume, ['data', 'shape']);
  const { data, ...grid } = volume;
  const plane = grid.shape[1] * grid.shape[2];
  return { ...grid, slice: async (index) => data.subarray(index * plane, (index + 1) * plane) };
}
