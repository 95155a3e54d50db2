/** Images that are never in memory as a whole: their rows come in order, and so do the rows of their masks. */
import { EngineError } from './errors.js';
import { type CheckedImage, checkImage, type PixelImage } from './image.js';
import type { Size } from './program/sizes.js';

/** An image of which rows can be had one after the other, such as a file that is decoded on the way. */
export interface RowImage extends Size {
  /** 1 (grey), 3 (RGB) or 4 (RGBA), interleaved. */
  channels: 1 | 3 | 4;
  /** Value of white, as `PixelImage` has it. */
  white?: number;
  /**
   * @param first At least the row behind the last one that was asked for: rows may be left out, and none comes twice.
   * @returns Rows [first, first + count), from the top: count * width * channels values.
   */
  rows(first: number, count: number): PixelImage['data'];
}

/** What the network says of some rows of an image. */
export interface MaskRows {
  /** The first of them. */
  first: number;
  /** Most probable class of each pixel, row by row. The array is used again: copy what is to be kept. */
  mask: Uint8Array;
  /** Softmax of the logits, [rows, width, classes]; where they were asked for. */
  probabilities?: Float32Array;
}

/** @throws {EngineError} 'image' for what has no rows. */
export function checkRowImage(image: RowImage): void {
  const { height, width, channels, rows } = image ?? {};
  const whole = (side: number) => Number.isInteger(side) && side >= 1;
  if (whole(height) && whole(width) && [1, 3, 4].includes(channels) && typeof rows === 'function') return;
  throw new EngineError(
    'image',
    `An image of rows is {width, height, channels, rows} with 1, 3 or 4 channels and rows(first, count); it is ` +
      `${width} x ${height} of ${channels} channels, and its rows are a ${typeof rows}.`,
  );
}

/** The rows as images of their own, each row asked for once. */
export function pixelsOf(image: RowImage): (first: number, count: number) => CheckedImage {
  const { width, channels, white } = image;
  return (first, count) => {
    const data = image.rows(first, count);
    if (data?.length !== count * width * channels) {
      throw new EngineError(
        'image',
        `rows(${first}, ${count}) gave ${data?.length} values; ${count} rows of ${width} pixels and ${channels} channels ` +
          `have ${count * width * channels}.`,
      );
    }
    return checkImage({ data, width, height: count, ...(white !== undefined && { white }) });
  };
}
