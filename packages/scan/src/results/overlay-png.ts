import {
  type Compress,
  encodePng,
  encodePngWith,
  type Raster,
  renderOverlay,
  type Volume,
} from '@miniseg/formats';
import { checkOptions } from '../check-options.js';
import { checkCount, checkLabels, checkVolume } from '../check-values.js';
import type { NetworkSlice } from '../study/network-slices.js';

/**
 * A slice as the network sees it, with its mask drawn over it, as a PNG.
 *
 * @param data Grey values, row by row, of which `white` is white.
 * @param mask Labels in the same order.
 * @throws {ScanError} `invalid-argument` for what is no slice, and labels that are not one for each pixel.
 */
export function overlayPng(
  data: NetworkSlice['data'],
  mask: Uint8Array,
  options: { shape: readonly [number, number, number]; white: number },
): Uint8Array {
  checkOptions('overlayPng', options, { shape: 1, white: 1 });
  return encodePng(sliceOverlay(data, mask, options), { level: LEVEL });
}

/** Pictures are looked at: a larger file is better than a longer wait. */
const LEVEL = 4;

/** As a PNG, compressed by `compress` where it is given. */
export async function pictureFile(picture: Raster, compress: Compress | undefined): Promise<Uint8Array> {
  return compress ? encodePngWith(picture, compress) : encodePng(picture, { level: LEVEL });
}

/** The picture of {@link overlayPng}. */
export function sliceOverlay(
  data: NetworkSlice['data'],
  mask: Uint8Array,
  options: { shape: readonly [number, number, number]; white: number },
): Raster {
  checkVolume({ shape: options.shape as Volume['shape'] }, ['shape'], 'The slice');
  const [, height, width] = options.shape;
  const { white } = options;
  checkVolume({ data }, ['data'], 'The slice');
  checkLabels(mask, height * width);
  checkCount(white, 'white');
  const shape: [number, number, number] = [1, height, width];
  const image = { data, shape, unit: 'unknown' as const };
  return renderOverlay(image, { data: mask, shape }, { range: [0, white] });
}
