import { inflate } from '../bytes/inflate.js';
import { checkAnnounced } from '../bytes/limits.js';
import { checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { type FileBytes, toBytes } from '../to-bytes.js';
import type { Raster } from '../volume/raster.js';
import { readPngChunks } from './png-chunks.js';
import { unfilter } from './unfilter.js';

/** Options of `decodePng`. */
export interface DecodePngOptions {
  /** Pixel bytes that the file may announce; default 1 GiB. */
  maxBytes?: number;
}

type Channels = Raster['channels'];

// Channels by color type, and the bit depths that the specification allows for it (table 11.1).
const COLOR_TYPES: Record<number, { channels: Channels; depths: number[] }> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

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
  const { header, palette, compressed } = readPngChunks(bytes);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const depth = header[8];
  const type = COLOR_TYPES[header[9]];
  const interlaced = header[12] === 1;
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
  checkAnnounced(width * height * channels * (depth === 16 ? 2 : 1), options.maxBytes, 'The PNG image');

  const passes = (interlaced ? ADAM7 : [[0, 0, 1, 1]])
    .map(([x, y, stepX, stepY]) => {
      const columns = Math.ceil((width - x) / stepX);
      return { x, y, stepX, stepY, columns, rows: Math.ceil((height - y) / stepY) };
    })
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const rowBytes = (columns: number) => Math.ceil((columns * channels * depth) / 8);
  const filtered = inflate(compressed, 'zlib', {
    expected: passes.reduce((sum, { columns, rows }) => sum + rows * (1 + rowBytes(columns)), 0),
    what: 'The PNG image',
  });

  const samples = width * height * channels;
  const data = depth === 16 ? new Uint16Array(samples) : new Uint8Array(samples);
  let offset = 0;
  for (const { x, y, stepX, stepY, columns, rows } of passes) {
    const perRow = rowBytes(columns);
    const pass = filtered.subarray(offset, offset + rows * (1 + perRow));
    unfilter(pass, rows, perRow, Math.max(1, (channels * depth) >> 3));
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

function unpackRow(
  line: Uint8Array,
  depth: number,
  channels: number,
  columns: number,
  data: Uint8Array | Uint16Array,
  target: number,
  step: number,
): void {
  if (depth === 8 && step === channels) {
    data.set(line, target);
    return;
  }
  const mask = 2 ** depth - 1;
  for (let column = 0; column < columns; column++) {
    for (let channel = 0; channel < channels; channel++) {
      const sample = column * channels + channel;
      const bit = sample * depth;
      data[target + column * step + channel] =
        depth === 16
          ? (line[2 * sample] << 8) | line[2 * sample + 1]
          : (line[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
