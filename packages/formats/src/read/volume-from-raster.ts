import { checkOptions } from '../check-options.js';
import { checkRaster } from '../volume/check-raster.js';
import type { Raster } from '../volume/raster.js';
import type { PixelArray, Volume } from '../volume/volume.js';
import { volumeFromArray } from './volume-from-array.js';

/** How a picture becomes a volume. */
export interface RasterOptions {
  /**
   * Palette images: 'indices' (labels as CT100's masks store them) or 'expand' (default), the luma of each color.
   */
  palette?: 'indices' | 'expand';
}

/**
 * A picture as a slice of one grey channel. Color becomes luma (Rec. 601, rounded: equal channels keep their
 * value), alpha is dropped, samples are not scaled.
 */
export function volumeFromRaster(raster: Raster, options: RasterOptions = {}): Volume {
  checkRaster('volumeFromRaster', raster);
  checkOptions('volumeFromRaster', options, { palette: 1 });
  return volumeFromArray({ data: greyOf(raster, options), shape: [raster.height, raster.width] });
}

function greyOf({ data, channels, palette }: Raster, options: RasterOptions): PixelArray {
  if (palette && options.palette !== 'indices') {
    const lumas = Array.from({ length: palette.length / 3 }, (_, index) =>
      luma(palette[3 * index], palette[3 * index + 1], palette[3 * index + 2]),
    );
    // An index beyond the palette is black, as viewers show it.
    return data.map((index: number) => lumas[index] ?? 0) as Uint8Array;
  }
  if (channels === 1) return data;
  const grey = data.slice(0, data.length / channels);
  for (let index = 0; index < grey.length; index++) {
    const at = index * channels;
    grey[index] = channels === 2 ? data[at] : luma(data[at], data[at + 1], data[at + 2]);
  }
  return grey;
}

function luma(red: number, green: number, blue: number): number {
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}
