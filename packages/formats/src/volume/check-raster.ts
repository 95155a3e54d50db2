import { FormatError } from '../errors.js';
import { described } from '../to-bytes.js';
import type { Raster } from './raster.js';

/**
 * @param call what the user called, for the message
 * @throws {FormatError} `invalid-argument` for what is no picture, or whose samples do not fit its size
 */
export function checkRaster(call: string, raster: Raster): void {
  const { width, height, channels, data } = (raster ?? {}) as Partial<Raster>;
  if (!(data instanceof Uint8Array || data instanceof Uint16Array) || ![1, 2, 3, 4].includes(channels ?? 0)) {
    throw new FormatError(
      'invalid-argument',
      `${call} takes a picture, { width, height, channels, data, maxValue } with 8- or 16-bit samples, and got ${described(raster)}.`,
    );
  }
  const samples = Number(width) * Number(height) * Number(channels);
  if (!(Number(width) > 0 && Number(height) > 0) || data.length !== samples) {
    throw new FormatError(
      'invalid-argument',
      `A ${width} x ${height} image of ${channels} channel(s) needs ${samples} samples, not ${data.length}.`,
    );
  }
}
