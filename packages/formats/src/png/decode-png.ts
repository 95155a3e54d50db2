import { concatBytes } from '../bytes/concat.js';
import { inflate } from '../bytes/inflate.js';
import { checkAnnounced } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import type { Raster } from '../volume/raster.js';
import { readPngChunks } from './png-chunks.js';
import { pixelBytesOf, pngFormat, rowBytesOf } from './png-format.js';
import { unfilter } from './unfilter.js';
import { unpackRow } from './unpack-row.js';

/** Options of `decodePng`. */
export interface DecodePngOptions {
  /** Pixel bytes that the file may announce; default 1 GiB. */
  maxBytes?: number;
}

// The seven passes of Adam7: first column and row, and the steps between pixels.
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/**
 * A PNG image as stored: every bit depth and color type, interlaced or not. Palette images come back as indices
 * with the palette beside them, 1-, 2- and 4-bit samples one per element and unscaled (0..1, 0..3, 0..15).
 *
 * Transparency given by a tRNS chunk, text, profiles and animation are ignored.
 *
 * @throws {FormatError} `unknown-format`, `truncated`, `corrupt`, `too-large`, `invalid-argument`
 * @example
 * const { width, height, data } = decodePng(bytes);
 * @see PNG specification, third edition, https://www.w3.org/TR/png-3/
 */
export function decodePng(file: FileBytes, options: DecodePngOptions = {}): Raster {
  checkOptions('decodePng', options, { maxBytes: 1 });
  const bytes = toBytes('decodePng', file);
  const { header, palette, parts } = readPngChunks(bytes);
  const format = pngFormat({ header, palette });
  const { width, height, channels, depth, indexed, interlaced } = format;
  checkAnnounced(width * height * channels * (depth === 16 ? 2 : 1), options.maxBytes, 'The PNG image');

  const passes = (interlaced ? ADAM7 : [[0, 0, 1, 1]])
    .map(([x, y, stepX, stepY]) => {
      const columns = Math.ceil((width - x) / stepX);
      return { x, y, stepX, stepY, columns, rows: Math.ceil((height - y) / stepY) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const rowBytes = (columns: number) => rowBytesOf(format, columns);
  const filtered = inflate(concatBytes(parts), 'zlib', {
    expected: passes.reduce((sum, { columns, rows }) => sum + rows * (1 + rowBytes(columns)), 0),
    what: 'The PNG image',
  });

  const samples = width * height * channels;
  const data = depth === 16 ? new Uint16Array(samples) : new Uint8Array(samples);
  let offset = 0;
  for (const { x, y, stepX, stepY, columns, rows } of passes) {
    const perRow = rowBytes(columns);
    const pass = filtered.subarray(offset, offset + rows * (1 + perRow));
    unfilter(pass, rows, perRow, pixelBytesOf(format));
    for (let row = 0; row < rows; row++) {
      const line = pass.subarray(row * (1 + perRow) + 1, (row + 1) * (1 + perRow));
      const target = ((y + row * stepY) * width + x) * channels;
      unpackRow(line, depth, channels, columns, data, target, stepX * channels);
    }
    offset += pass.length;
  }
  return {
    width,
    height,
    channels,
    data,
    maxValue: 2 ** depth - 1,
    ...(palette && indexed ? { palette: new Uint8Array(palette) } : {}),
  };
}
