import { check } from '../check-options.js';
import { FormatError } from '../errors.js';
import { checkRaster } from '../volume/check-raster.js';
import type { Raster } from '../volume/raster.js';
import { volumeFromRaster } from './volume-from-raster.js';

/**
 * A picture, or some rows of one, as one grey channel: palettes are resolved, and equal channels are one.
 *
 * @param noise By which channels may differ and count as equal.
 * @throws {FormatError} `unsupported` for real colors and for transparency; `invalid-argument` for what is no picture
 */
export function greyRaster(raster: Raster, noise = 0): { data: Uint8Array | Uint16Array; white: number } {
  checkRaster('greyRaster', raster);
  check(typeof noise === 'number' && noise >= 0, 'noise', noise, 'it is a number of at least 0');
  const resolved = resolvePalette(raster);
  checkGrey(resolved, noise);
  return { data: volumeFromRaster(resolved).data as Raster['data'], white: resolved.maxValue };
}

function resolvePalette(raster: Raster): Raster {
  const { palette, data } = raster;
  if (palette === undefined) return raster;
  check(palette instanceof Uint8Array, 'palette', palette, 'it is RGB triples, as a Uint8Array');
  const rgb = new Uint8Array(data.length * 3);
  for (let i = 0; i < data.length; i++) rgb.set(palette.subarray(3 * data[i], 3 * data[i] + 3), 3 * i);
  return { ...raster, data: rgb, channels: 3, maxValue: 255, palette: undefined };
}

function checkGrey({ data, channels, maxValue }: Raster, noise: number): void {
  const colors = channels >= 3 ? 3 : 1;
  for (let at = 0; at < data.length; at += channels) {
    let [low, high] = [data[at], data[at]];
    for (let channel = 1; channel < colors; channel++) {
      low = Math.min(low, data[at + channel]);
      high = Math.max(high, data[at + channel]);
    }
    if (high - low > noise) {
      throw new FormatError(
        'unsupported',
        `The image is in color (${channels} channels, which differ); a CT slice must be grey. Export it as a grey PNG.`,
      );
    }
    if (channels > colors && data[at + colors] !== maxValue) {
      throw new FormatError(
        'unsupported',
        `The image is transparent in places (${channels} channels). Export it as a grey PNG.`,
      );
    }
  }
}
