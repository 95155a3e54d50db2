/** A volume slice by slice: decoded already, or read when it is needed. */
import type { PixelArray, Volume } from '@miniseg/formats';

export interface Slices extends Pick<Volume, 'shape' | 'spacing' | 'origin' | 'direction'> {
  slice(index: number): Promise<PixelArray>;
}

export function slicesOf(volume: Volume): Slices {
  const { data, shape } = volume;
  const plane = shape[1] * shape[2];
  return { ...volume, slice: async (index) => data.subarray(index * plane, (index + 1) * plane) };
}
