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
    const columnsOf = edges(picture.width, Math.max(1, Math.round(picture.width * scale)));
    const rowsOf = edges(picture.height, Math.max(1, Math.round(picture.height * scale)));
    averageInto(picture, columnsOf, rowsOf, data, (top * width + left) * 3, width * 3);
  });
  return { width, height, channels: 3, data, maxValue: 255 };
}

/** Where each of `count` pixels begins and ends in `size` pixels: [first, end behind the last, ...]. */
function edges(size: number, count: number): Int32Array {
  const found = new Int32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const first = Math.floor((i / count) * size);
    found[2 * i] = first;
    found[2 * i + 1] = Math.max(first + 1, Math.floor(((i + 1) / count) * size));
  }
  return found;
}

/** Each pixel is the mean of those between its edges: no moire when shrinking. */
function averageInto(
  { data: from, width, channels }: Raster,
  columns: Int32Array,
  rows: Int32Array,
  data: Uint8Array,
  start: number,
  rowBytes: number,
): void {
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
  for (let i = 0; i < rows.length; i += 2) {
    let to = start + (i / 2) * rowBytes;
    for (let j = 0; j < columns.length; j += 2, to += 3) {
      let [sumRed, sumGreen, sumBlue] = [0, 0, 0];
      for (let y = rows[i]; y < rows[i + 1]; y++) {
        for (let x = columns[j]; x < columns[j + 1]; x++) {
          const at = (y * width + x) * channels;
          sumRed += from[at];
          sumGreen += from[at + green];
          sumBlue += from[at + blue];
        }
      }
      const count = (rows[i + 1] - rows[i]) * (columns[j + 1] - columns[j]);
      data[to] = Math.round(sumRed / count);
      data[to + 1] = Math.round(sumGreen / count);
      data[to + 2] = Math.round(sumBlue / count);
    }
  }
}
