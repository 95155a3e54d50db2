import { zlibSync } from 'fflate';
import { concatBytes } from '../bytes/concat.js';
import { check, checkOptions } from '../check-options.js';
import { FormatError } from '../errors.js';
import { checkRaster } from '../volume/check-raster.js';
import type { Raster } from '../volume/raster.js';
import { pngBeginning, pngChunk } from './write-png-chunks.js';

/** Options of `encodePng`. */
export interface EncodePngOptions {
  /** How hard to compress, from 0 (not at all) to 9. Default 6; 4 takes two thirds of the time for a file a tenth larger. */
  level?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
}

/**
 * A PNG file of 8- or 16-bit samples: grey, grey + alpha, RGB, RGBA, or palette indices (`palette` given).
 *
 * @throws {FormatError} `invalid-argument` where sizes do not fit, a palette index has no color, or a level is none
 * @example
 * encodePng({ width: 2, height: 1, channels: 1, data: Uint8Array.of(0, 255), maxValue: 255 });
 */
export function encodePng(raster: Raster, options: EncodePngOptions = {}): Uint8Array {
  checkRaster('encodePng', raster);
  checkOptions('encodePng', options, { level: 1 });
  const { level = 6 } = options;
  if (!(Number.isInteger(level) && level >= 0 && level <= 9)) {
    throw new FormatError('invalid-argument', `level is ${level}; it must be a whole number from 0 to 9.`);
  }
  return pngFile(raster, zlibSync(pixelRows(raster), { level }));
}

/** Gives the zlib stream (RFC 1950) of some bytes. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>;

/**
 * The same by another compressor: that of Node takes half the time or less, on a thread of its own. The pixels are those of
 * `encodePng`, the bytes are not.
 *
 * @throws {FormatError} `invalid-argument` where sizes do not fit, a palette index has no color, or `compress` gives no bytes;
 *   rejects with what `compress` rejects with
 * @example
 * import { promisify } from 'node:util';
 * import { deflate } from 'node:zlib';
 * await encodePngWith(raster, promisify(deflate));
 */
export async function encodePngWith(raster: Raster, compress: Compress): Promise<Uint8Array> {
  checkRaster('encodePngWith', raster);
  check(typeof compress === 'function', 'compress', compress, 'it is a function of bytes');
  const compressed = await compress(pixelRows(raster));
  check(compressed instanceof Uint8Array, 'What compress gives', compressed, 'it is a Uint8Array');
  return pngFile(raster, compressed);
}

function pngFile(raster: Raster, compressed: Uint8Array): Uint8Array {
  const chunks = pngBeginning(raster, raster.data instanceof Uint16Array ? 16 : 8);
  chunks.push(pngChunk('IDAT', compressed), pngChunk('IEND', new Uint8Array(0)));
  return concatBytes(chunks);
}

/** What is compressed. */
function pixelRows(raster: Raster): Uint8Array {
  const { height, channels, data, palette } = raster;
  if (palette) checkPalette(raster, palette);
  const pixelBytes = data instanceof Uint16Array ? 2 * channels : channels;
  // Neighboring samples of pictures are alike; indices are not numbers to subtract.
  return filterRows(bigEndian(data), height, pixelBytes, palette === undefined);
}

function checkPalette({ channels, data }: Raster, palette: Uint8Array): void {
  const colors = palette.length / 3;
  let highest = 0;
  for (const index of data) highest = Math.max(highest, index);
  if (
    channels !== 1 ||
    !(data instanceof Uint8Array) ||
    !Number.isInteger(colors) ||
    colors > 256 ||
    highest >= colors
  ) {
    throw new FormatError(
      'invalid-argument',
      `A palette image needs 8-bit indices in one channel and 3 bytes for each of 1 to 256 colors; found index ${highest} and ${colors} colors.`,
    );
  }
}

function bigEndian(data: Uint8Array | Uint16Array): Uint8Array {
  if (data instanceof Uint8Array) return data;
  const bytes = new Uint8Array(data.length * 2);
  for (let index = 0; index < data.length; index++) {
    bytes[2 * index] = data[index] >> 8;
    bytes[2 * index + 1] = data[index];
  }
  return bytes;
}

/** Rows with filter 'up' (2), which compresses pictures well, or none (0). */
function filterRows(bytes: Uint8Array, height: number, pixelBytes: number, filtered: boolean): Uint8Array {
  const rowBytes = bytes.length / height;
  const rows = new Uint8Array((rowBytes + 1) * height);
  for (let row = 0; row < height; row++) {
    const source = row * rowBytes;
    const target = row * (rowBytes + 1);
    const pixels = bytes.subarray(source, source + rowBytes);
    rows.set(pixels, target + 1);
    if (!filtered) continue;
    // The first row has nothing above it: difference to the left (1) instead.
    rows[target] = row === 0 ? 1 : 2;
    const back = row === 0 ? pixelBytes : rowBytes;
    for (let column = row === 0 ? pixelBytes : 0; column < rowBytes; column++) {
      rows[target + 1 + column] -= bytes[source + column - back];
    }
  }
  return rows;
}
