import { FormatError } from '../errors.js';
import type { Raster } from '../volume/raster.js';
import type { PngChunks } from './png-chunks.js';

/** What a PNG file says of its pixels. */
export interface PngFormat {
  width: number;
  height: number;
  channels: Raster['channels'];
  /** Bits of a sample. */
  depth: number;
  indexed: boolean;
  interlaced: boolean;
}

// Channels by color type, and the bit depths that the specification allows for it (table 11.1).
const COLOR_TYPES: Record<number, { channels: Raster['channels']; depths: number[] }> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** @throws {FormatError} `corrupt` for a header against the format, or a palette that is missing or not whole */
export function pngFormat({ header, palette }: Pick<PngChunks, 'header' | 'palette'>): PngFormat {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const depth = header[8];
  const type = COLOR_TYPES[header[9]];
  if (!type?.depths.includes(depth) || header[10] !== 0 || header[11] !== 0 || header[12] > 1) {
    throw new FormatError(
      'corrupt',
      `The PNG header is not valid: ${Array.from(header.subarray(8)).join(', ')}.`,
    );
  }
  const indexed = header[9] === 3;
  if (indexed && (palette === undefined || palette.length % 3 !== 0)) {
    throw new FormatError(
      'corrupt',
      'The PNG image refers to a palette, and the file has none that is whole.',
    );
  }
  const { channels } = type;
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  return { width, height, channels, depth, indexed, interlaced: header[12] === 1 };
}

/** Bytes of a row of so many pixels, without its filter byte. */
export const rowBytesOf = (
  { channels, depth }: Pick<PngFormat, 'channels' | 'depth'>,
  columns: number,
): number => Math.ceil((columns * channels * depth) / 8);

/** Distance in bytes to the pixel on the left, at least 1. */
export const pixelBytesOf = ({ channels, depth }: Pick<PngFormat, 'channels' | 'depth'>): number =>
  Math.max(1, (channels * depth) >> 3);
