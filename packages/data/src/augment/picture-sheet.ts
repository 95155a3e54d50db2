/** Many pictures on one sheet. */

import type { PixelArray, Raster } from '@miniseg/formats/volume';
import { checkOptions } from '../check-options.js';
import { checkList, checkPixels, checkSize } from '../check-values.js';
import { DataError } from '../errors.js';

/** Options of `pictureSheet`. */
export interface SheetOptions {
  /** Pictures in a row. Default: as square a sheet as possible. */
  columns?: number;
  /** Longer side of each tile in pixels. Default 256. */
  tile?: number;
}

const GAP = 2;

/**
 * Tiles pictures (8-bit grey, grey + alpha, RGB, RGBA; alpha is dropped) row by row, each shrunk or enlarged to fit its
 * tile, as RGB on dark grey.
 *
 * @throws {DataError} `empty` without pictures, `unsupported` for 16-bit or palette pictures
 */
export function pictureSheet(pictures: readonly Raster[], options: SheetOptions = {}): Raster {
  checkOptions('pictureSheet', options, { columns: 1, tile: 1 });
  checkList(pictures, 'The pictures', 'they are an array, such as [samplePicture(sample)]');
  for (const picture of pictures) checkPixels(picture?.data as PixelArray, 'The data of a picture');
  if (pictures.length === 0) throw new DataError('empty', 'sheet: no pictures; give at least one.');
  const { tile = 256, columns = Math.ceil(Math.sqrt(pictures.length)) } = options;
  checkSize(tile, 'tile');
  checkSize(columns, 'columns');
  const rows = Math.ceil(pictures.length / columns);
  const width = columns * (tile + GAP) + GAP;
  const height = rows * (tile + GAP) + GAP;
  const data = new Uint8Array(width * height * 3).fill(40);
  pictures.forEach((picture, n) => {
    if (picture.palette || picture.maxValue !== 255) {
      throw new DataError(
        'unsupported',
        `sheet: picture ${n} has 16 bits or a palette; make it 8-bit grey or RGB.`,
      );
    }
    const left = GAP + (n % columns) * (tile + GAP);
    const top = GAP + Math.floor(n / columns) * (tile + GAP);
    const scale = tile / Math.max(picture.width, picture.height);
    const across = Math.max(1, Math.round(picture.width * scale));
    const down = Math.max(1, Math.round(picture.height * scale));
    for (let y = 0; y < down; y++) {
      for (let x = 0; x < across; x++) {
        const to = ((top + y) * width + left + x) * 3;
        averageInto(picture, x / across, y / down, (x + 1) / across, (y + 1) / down, data, to);
      }
    }
  });
  return { width, height, channels: 3, data, maxValue: 255 };
}

/** Mean of the pixels between two corners given as shares of the picture: no moire when shrinking. */
function averageInto(
  picture: Raster,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  data: Uint8Array,
  to: number,
): void {
  const { width, height, channels } = picture;
  const left = Math.floor(x0 * width);
  const top = Math.floor(y0 * height);
  const right = Math.max(left + 1, Math.floor(x1 * width));
  const bottom = Math.max(top + 1, Math.floor(y1 * height));
  const color = channels >= 3 ? 1 : 0;
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += picture.data[(y * width + x) * channels + c * color];
    }
    data[to + c] = Math.round(sum / ((right - left) * (bottom - top)));
  }
}
